// One connection of Paho to one external broker, for one life: it never reconnects.
//
// QoS 1, no queue of Paho's, no store of Paho's: Paho sends PUBACK when the message callback
// returns, so the callback returns when the message is on disk, and never otherwise. There is no
// other "not acknowledged" in Paho C 1.3.12 than ending the process inside the callback.
// Thread safety: `connect` once, then `publish` from any thread but the callbacks'.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "broker/links/bridge_frame.pb.h"

namespace varde::links {

struct ArrivedMessage {
  std::string_view topic;
  std::string_view payload;
  bool retained = false;
  std::string response_topic;                   // MQTT 5; empty: none.
  std::optional<std::string> correlation_data;  // MQTT 5.
};

// Called on Paho's receive thread, which holds Paho's one lock: they must not call the session.
struct PahoEvents {
  std::function<void(bool session_present)> up;  // Connected and subscribed.
  std::function<void(const std::string&)> down;  // Could not connect, or no longer is. Final.

  // A message; PUBACK leaves when this returns.
  std::function<void(const ArrivedMessage&)> arrived;

  std::function<void(std::uint64_t id, const std::string& failure)> published;
};

class PahoSession {
 public:
  // Throws std::runtime_error with one line for what can never work.
  PahoSession(const frame::Configure& options, PahoEvents events);
  ~PahoSession();
  PahoSession(const PahoSession&) = delete;
  PahoSession& operator=(const PahoSession&) = delete;

  // Connects and subscribes; `up` or `down` tells how it went.
  void connect();

  // Publishes with QoS 1, not retained; `published` tells how it went, or `down` that nobody knows.
  void publish(const frame::Publish& message);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::links
