#include "adapters/host/device_notice.h"

#include <variant>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"

namespace varde::adapters {

DeviceNotice device_notice(const core::Effect& effect) {
  if (const auto* tell = std::get_if<core::TellDevice>(&effect.what)) {
    return {response_topic(tell->device), encode_response_notice(*tell)};
  }
  return {command_topic(std::get<core::SendCommand>(effect.what).device),
          encode_command_notice(effect)};
}

}  // namespace varde::adapters
