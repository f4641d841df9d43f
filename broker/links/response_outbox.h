// The notices to devices that wait for the external broker to take them.
//
// Knows no socket and no clock, so that its rules can be read and tested by themselves: most recent
// state lives in the core; here an effect only waits, is sent, and is concluded once.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/core/input.h"

namespace varde::links {

class ResponseOutbox {
 public:
  // Waiting and sent together. A person's device is told a handful of times a call, so this is
  // hundreds of calls at once; beyond, a notice is concluded as failed.
  static constexpr std::size_t kLargest = 1'024;

  // Sent and not yet confirmed; below the window that Mosquitto keeps by default (20).
  static constexpr std::size_t kWindow = 16;

  struct Hooks {
    std::function<void(const core::Effect&)> send;
    std::function<void(core::ConcludeEffect)> conclude;
  };
  explicit ResponseOutbox(Hooks hooks) : hooks_(std::move(hooks)) {}

  void add(core::Effect effect, Instant now);

  // The external broker can be reached: send what waits. Unreachable: what was sent and not
  // confirmed waits again, for nobody knows whether it arrived.
  void open(Instant now);
  void close();

  // How the external broker answered; `failure` empty: it has it.
  void published(std::uint64_t effect, const std::string& failure, Instant now);

  // Concludes what nobody needs any more.
  void expire(Instant now);

  [[nodiscard]] std::size_t size() const { return waiting_.size() + sent_.size(); }

 private:
  void send_waiting(Instant now);

  Hooks hooks_;
  bool open_ = false;
  std::deque<core::Effect> waiting_;
  std::map<std::uint64_t, core::Effect> sent_;
};

}  // namespace varde::links
