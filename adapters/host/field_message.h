// From an adapter's signals to the message that the core decides on.
// Thread safety: pure functions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/host/codec_signals.h"
#include "adapters/host/manifest.h"
#include "broker/core/input.h"

namespace varde::adapters {

// True if a device of the type can report what is critical or high.
[[nodiscard]] bool is_urgent(const DeviceType& type);

// Who speaks at an address.
struct Speaker {
  core::DeviceRef device;
  const DeviceType* type = nullptr;  // Null: not known; then any kind is taken.
};

struct MessageParts {
  core::RawMessage raw;
  std::string address;  // Of the device that the message came from.
  std::vector<CodecSignal> signals;
};

// Signals of other devices go into `others`. A signal of a kind that its device's type does not
// claim makes that device's part a DecodeFailure (BadResult). Conditions that last are marked as
// levels where the type's duplicates are known by their state.
[[nodiscard]] core::FieldMessage to_field_message(
    MessageParts parts, const std::function<Speaker(const std::string& address)>& speaker);

// Gives the signals of a frame what only its envelope knows: the network's time, and the key.
void add_envelope(const Unwrapped& envelope, std::vector<CodecSignal>& signals);

}  // namespace varde::adapters
