// Which devices are connected, told to the core as signals: online, offline, and a goodbye.
//
// A device that says goodbye is not missed: it may be asleep. One whose connection is lost counts
// as offline when it is not back within the grace time, so that a change of mobile network is no
// alarm. Thread safety: one thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/input.h"
#include "broker/core/signal.h"

namespace varde::links::mqtt {

class Presence {
 public:
  // Hands a signal to the engine; `done(false)`: it was not taken, try again later.
  using Submit = std::function<void(core::FieldMessage, std::function<void(bool stored)> done)>;
  Presence(std::chrono::seconds grace, Submit submit) : grace_(grace), submit_(std::move(submit)) {}

  // The log believes that it is online: it has the grace time to come back.
  void expect(const core::DeviceRef& device, Instant now);

  void connected(const core::DeviceRef& device, bool taken_over);
  void said_goodbye(const core::DeviceRef& device);
  // `reason` is one line for people.
  void lost(const core::DeviceRef& device, std::string reason, Instant now);

  // To be called each second or so.
  void look(Instant now);

  // Devices with a connection.
  [[nodiscard]] std::size_t online() const { return online_; }

 private:
  enum class Told : std::uint8_t { Nothing, Online, Goodbye, Offline };
  struct Entry {
    std::size_t connections = 0;
    Told wanted = Told::Nothing;
    Told told = Told::Nothing;
    bool on_its_way = false;
    std::string text;
  };
  using Entries = std::map<core::DeviceRef, Entry>;

  void want(Entries::value_type& entry, Told what, std::string text);
  void tell(Entries::value_type& entry);

  const std::chrono::seconds grace_;
  const Submit submit_;
  Entries entries_;  // Of each device that has been connected, or was expected.
  std::map<core::DeviceRef, Instant> missed_;
  std::vector<core::DeviceRef> untold_;
  std::size_t online_ = 0;
};

}  // namespace varde::links::mqtt
