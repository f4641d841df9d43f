// What a client of the MQTT listener may do.
//
// A device speaks and hears for itself only: it publishes to
// varde/v1/<municipality>/<device>/signal and .../signal/urgent and hears .../response, .../command
// and .../ack. A trusted client has the filters that it was given; the lab client may do all.
// Nobody touches topics that begin with '$' (in the lab: with "$SYS", "$CONTROL" or "$share"), and
// shared subscriptions ("$share/<group>/<filter>") are for trusted clients and the lab: a device
// that shared its commands with a copy of itself would hear every other one.
//
// Thread safety: pure functions. They allocate nothing for a device's publishing.
#pragma once

#include <string_view>

#include "broker/links/mqtt/clients/client.h"

namespace varde::links::mqtt {

// All three answer false too for what is no topic or no filter.

[[nodiscard]] bool may_publish(const Client& client, std::string_view topic);

// `filter` as the client sent it, "$share/..." included.
[[nodiscard]] bool may_subscribe(const Client& client, std::string_view filter);

// Whether an application ack may be sent to `topic` because `client` asks for it there: only where
// it may listen itself, or it could have Varde write to others.
[[nodiscard]] bool may_respond_to(const Client& client, std::string_view topic);

}  // namespace varde::links::mqtt
