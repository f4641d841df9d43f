// The broker's side of one session with the external broker: its process, one after another, and
// the way of its messages into the engine.
//
// A process holds one connection and ends with it; the next one is started after a wait that grows
// with each failure. A message goes: frame, adapter, engine, disk, frame back, PUBACK. One message
// at a time: the next leaves the external broker's window when this one is on disk.
// Thread safety: all of it on the thread of its io_context, receipts excepted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "adapters/host/decoding.h"
#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/engine/engine.h"
#include "broker/links/bridge_frame.pb.h"

namespace boost::asio {
class io_context;
}

namespace varde::links {

struct SessionPlan {
  LinkId link;
  std::string name;  // For people: "urgent", "bulk 2", "response".
  std::string program;
  frame::Configure configure;
  std::uint64_t seed = 0;  // Of the waits' jitter.
  std::shared_ptr<adapters::Decoding> decoding{};
};

struct SessionHooks {
  // The process can work (empty), or never will as configured (why). Only of the first process.
  std::function<void(const std::string& unable)> started;
  std::function<void(bool session_present)> up;
  std::function<void(const std::string& reason)> down;
  std::function<void(std::uint64_t id, const std::string& failure)> published;
  // A device asked to be told that its message is on disk: the application ack.
  std::function<void(const frame::Publish& ack)> acknowledge;
};

class BridgeSession {
 public:
  // The io_context is shared because a receipt may be settled after everything else has gone. The
  // engine and the clock outlive `stop`.
  BridgeSession(std::shared_ptr<boost::asio::io_context> io, engine::Engine& engine,
                const Clock& clock, SessionPlan plan, SessionHooks hooks);
  ~BridgeSession();

  void start();

  // Ends the process. What it had handed over and the engine had not committed is not acknowledged,
  // and the external broker delivers it again.
  void stop();

  // Sends a notice. REQUIRES: up.
  void publish(const frame::Publish& message);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace varde::links
