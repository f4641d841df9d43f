// What a device in Varde's own form is told because of an effect, and on which topic.
// Thread safety: pure functions.
#pragma once

#include <string>

#include "broker/core/effect.h"

namespace varde::adapters {

struct DeviceNotice {
  std::string topic;
  std::string payload;  // JSON.
};

// REQUIRES: effect.what is a core::TellDevice or a core::SendCommand.
[[nodiscard]] DeviceNotice device_notice(const core::Effect& effect);

}  // namespace varde::adapters
