#include "broker/core/own_positions.h"

#include <string_view>

namespace varde::core {
namespace {

// A slash is in no registered id (`is_name`), so these can never be taken for one.
constexpr std::string_view kUnregistered = "unregistered/";
constexpr std::string_view kLink = "link/";
constexpr std::string_view kAdapter = "adapter/";

}  // namespace

bool is_own_position(const PositionId& position) {
  return position.str().find('/') != std::string::npos;
}

PositionId unregistered_position(const DeviceRef& device) {
  return PositionId(std::string(kUnregistered) + device.municipality.str() + "/" +
                    device.device.str());
}

PositionId crowd_position(const MunicipalityId& municipality) {
  return PositionId(std::string(kUnregistered) + municipality.str());
}

PositionId unknown_municipality_position() { return PositionId("unknown/municipality"); }

PositionId link_position(const LinkId& link) { return PositionId(std::string(kLink) + link.str()); }

LinkId link_of(const PositionId& position) {
  const std::string& text = position.str();
  return text.starts_with(kLink) ? LinkId(text.substr(kLink.size())) : LinkId();
}

PositionId adapter_position(const AdapterId& adapter) {
  return PositionId(std::string(kAdapter) + adapter.str());
}

AdapterId adapter_of(const PositionId& position) {
  const std::string& text = position.str();
  return text.starts_with(kAdapter) ? AdapterId(text.substr(kAdapter.size())) : AdapterId();
}

}  // namespace varde::core
