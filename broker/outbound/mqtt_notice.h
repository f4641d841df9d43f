// A notification as an MQTT message.
// Thread safety: pure functions.
#pragma once

#include "adapters/host/codec_signals.h"
#include "broker/outbound/alarm_facts.h"
#include "broker/outbound/receiver.h"

namespace varde::outbound {

// At QoS 1. The payload is that of a webhook.
[[nodiscard]] adapters::Publish make_publish(const Receiver& receiver, const MqttTopic& how,
                                             const Told& told);

}  // namespace varde::outbound
