// Notifications on their way out: each is sent to its receiver until the receiver has it, or says
// that it never will, or it is too late; and is concluded exactly once.
//
// Each receiver has a queue of its own, so that one that is down never delays another. What was
// under way at a stop or a crash is not concluded: it is requested anew after the start, and the
// receiver knows a repeat by its key.
//
// One thread does it all, and waits for nothing but libcurl's sockets.
// Thread safety: start and stop from one thread, the rest from any; hooks are called on the thread
// of Outbound.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/host/codec_signals.h"
#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/core/input.h"
#include "broker/outbound/alarm_facts.h"
#include "broker/outbound/receiver.h"
#include "broker/outbound/receiver_queue.h"
#include "broker/outbound/retry.h"
#include "broker/outbound/transfers.h"

namespace varde::outbound {

struct OutboundOptions {
  std::vector<Receiver> receivers;  // No two of one id.
  std::string log_id;  // Of the event log: two logs that count alike are not taken for one.
  Retry retry;
  TransferLimits limits;
  Jitter jitter;  // Called on the thread of Outbound.
};

// Until when a message is worth delivering; none: always.
using Expiry = std::optional<Instant>;

struct OutboundHooks {
  LookUp look_up;

  // Hands a message to a link. Empty if the link took it; else why it did not, which is worth
  // another attempt. Must not wait.
  std::function<std::string(const LinkId&, const adapters::Publish&, Expiry)> publish;

  std::function<void(core::ConcludeEffect)> conclude;
  std::function<void(core::ReportHealth)> report;
};

class Outbound {
 public:
  // The clock outlives it.
  Outbound(OutboundOptions options, const Clock& clock, OutboundHooks hooks);
  ~Outbound();  // As stop().
  Outbound(const Outbound&) = delete;
  Outbound& operator=(const Outbound&) = delete;

  // What was given to `run` before waits for it.
  void start();
  void stop();

  // Takes a notification; returns at once. REQUIRES: effect.what is a core::Notify.
  void run(const core::Effect& effect);

  [[nodiscard]] std::map<ReceiverId, ReceiverCounters> counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// "varde-<log id>-<effect id>".
[[nodiscard]] std::string idempotency_key(const std::string& log_id, EffectId effect);

}  // namespace varde::outbound
