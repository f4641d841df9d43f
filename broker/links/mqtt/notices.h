// Effects that a device is to hear of: each waits until the device is there, and is concluded when
// the device has it, or when it is too late.
//
// What waits is in the log as a requested effect, so that a restart loses none.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/core/input.h"
#include "broker/links/mqtt/message.h"
#include "broker/links/mqtt/router.h"
#include "broker/links/mqtt/session.h"

namespace varde::links::mqtt {

class Notices {
 public:
  // Waiting and under way together; beyond, an effect is concluded as failed.
  static constexpr std::size_t kLargest = 1'024;

  using Conclude = std::function<void(core::ConcludeEffect)>;
  Notices(Router& router, SessionTable& sessions, Conclude conclude)
      : router_(router), sessions_(sessions), conclude_(std::move(conclude)) {}

  // Sends it, or keeps it until a session that hears its topic is connected, or it expires.
  void add(const core::Effect& effect, Instant now);

  // `session` has just connected or subscribed: what waits for it goes.
  void session_listens(const Session& session, Instant now);

  // A client has the message of this effect.
  void delivered(EffectId effect);

  // What was on its way to a client whose connection is gone.
  void returned(const std::vector<Delivery>& deliveries);

  // Concludes what nobody needs any more.
  void expire(Instant now);

  [[nodiscard]] std::size_t size() const { return waiting_.size(); }

 private:
  struct Waiting {
    MessagePtr message;
    Instant expires_at;
    bool under_way = false;
  };
  void send(EffectId effect, Waiting& waiting, Instant now);

  Router& router_;
  SessionTable& sessions_;
  const Conclude conclude_;
  std::map<EffectId, Waiting> waiting_;
};

}  // namespace varde::links::mqtt
