// A notification as an MQTT message.
// Thread safety: pure functions.
#pragma once

#include <string_view>

#include "adapters/host/codec_signals.h"
#include "broker/base/result.h"
#include "broker/outbound/alarm_facts.h"
#include "broker/outbound/receiver.h"
#include "broker/outbound/request.h"

namespace varde::outbound {

// True for what can be published on: no wildcards and control characters, at most 512 bytes, and
// not a broker's own ($...) or Varde's own (varde/...).
[[nodiscard]] bool is_open_topic(std::string_view topic);

// At QoS 1, on the topic that the notification names, else on the receiver's. The payload is that
// of a webhook.
[[nodiscard]] Result<adapters::Publish, NotMade> make_publish(const Receiver& receiver,
                                                              const MqttTopic& how,
                                                              const Told& told);

}  // namespace varde::outbound
