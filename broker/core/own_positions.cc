#include "broker/core/own_positions.h"

#include <string_view>
#include <utility>

namespace varde::core {
namespace {

// A slash is in no registered id (`is_name`), so these can never be taken for one.
constexpr std::string_view kUnregistered = "unregistered/";
constexpr std::string_view kLink = "link/";
constexpr std::string_view kAdapter = "adapter/";
constexpr std::string_view kDuty = "duty/";
constexpr std::string_view kHealth = "health/";

std::string_view word(HealthSubject subject) {
  switch (subject) {
    case HealthSubject::Storage: return "storage";
    case HealthSubject::Clock: return "clock";
    case HealthSubject::Queue: return "queue";
    case HealthSubject::Receiver: return "receiver";
    case HealthSubject::Unspecified: return "unknown";
  }
  return "unknown";
}

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

PositionId health_position(HealthSubject subject, const std::string& name) {
  std::string id = std::string(kHealth) + std::string(word(subject));
  if (!name.empty()) id += "/" + name;
  return PositionId(std::move(id));
}

PositionId adapter_position(const AdapterId& adapter) {
  return PositionId(std::string(kAdapter) + adapter.str());
}

AdapterId adapter_of(const PositionId& position) {
  const std::string& text = position.str();
  return text.starts_with(kAdapter) ? AdapterId(text.substr(kAdapter.size())) : AdapterId();
}

PositionId duty_position(const MunicipalityId& municipality) {
  return PositionId(std::string(kDuty) + municipality.str());
}

}  // namespace varde::core
