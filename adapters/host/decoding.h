// What a link asks of the adapters: to turn what arrived into what it means.
//
// A message in Varde's own form is decoded at once; one in a vendor's form by a codec in a process
// of its own, and comes back later. Messages of one vendor device are decoded one after another,
// each when the one before is settled, so that a codec is told the device's last state and a replay
// of the log repeats what it said.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "broker/base/ids.h"
#include "broker/core/input.h"

namespace varde::adapters {

struct Decoded {
  core::FieldMessage message;

  // Held until the message is on disk or refused: then the device's next one is decoded. Empty
  // where nothing waits for it.
  std::shared_ptr<void> turn;
};

// It is being decoded, and `done` will hear.
struct DecodedLater {};

// So much is being decoded that there is no room. Nothing was taken; offer it again.
struct NoRoomToDecode {};

using DecodeAnswer = std::variant<Decoded, DecodedLater, NoRoomToDecode>;

// Thread safety: all functions, any thread.
class Decoding {
 public:
  // Called once, on a thread of the adapters; hands over and returns.
  using Done = std::function<void(Decoded)>;

  virtual ~Decoding() = default;

  // Never fails: what cannot be decoded comes back as a DecodeFailure that says why. `raw` is left
  // as it is where there is no room. `done` is called only where the answer is DecodedLater; it is
  // destroyed without a call if the adapters stop before.
  [[nodiscard]] virtual DecodeAnswer decode(core::RawMessage& raw, Done done) = 0;

  // What a link that is the client of a broker subscribes to for the vendors' messages, beside
  // Varde's own topics.
  [[nodiscard]] virtual std::vector<std::string> filters(const LinkId& link) const = 0;
};

// Varde's own form only: the canonical adapter.
[[nodiscard]] std::shared_ptr<Decoding> canonical_decoding();

}  // namespace varde::adapters
