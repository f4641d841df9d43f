#include "adapters/host/canonical_topic.h"

#include <optional>
#include <utility>

namespace varde::adapters {
namespace {

constexpr std::string_view kPrefix = "varde/v1/";

// Takes the level before the next '/' off `rest`; none if there is no '/'.
std::optional<std::string_view> take_level(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view level = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  return level;
}

TopicError error(core::DecodeFailureKind kind, const char* reason, core::DeviceRef device = {}) {
  return {{kind, reason}, std::move(device)};
}

std::string topic(const core::DeviceRef& device, std::string_view leaf) {
  return std::string(kPrefix) + device.municipality.str() + "/" + device.device.str() + "/" +
         std::string(leaf);
}

}  // namespace

Result<core::DeviceRef, TopicError> parse_signal_topic(std::string_view topic) {
  const TopicError unknown =
      error(core::DecodeFailureKind::UnknownTopic,
            "topic: not varde/v1/<municipality>/<device>/signal, nor the same with /urgent");
  if (!topic.starts_with(kPrefix)) return unknown;
  topic.remove_prefix(kPrefix.size());
  const auto municipality = take_level(topic);
  const auto device = take_level(topic);
  if (!municipality || !device || (topic != "signal" && topic != "signal/urgent")) return unknown;

  core::DeviceRef ref;
  if (is_name(*municipality)) ref.municipality = MunicipalityId(std::string(*municipality));
  if (is_name(*device)) ref.device = DeviceId(std::string(*device));
  if (ref.municipality.empty()) {
    return error(core::DecodeFailureKind::InvalidName,
                 "topic: the municipality is not 1 to 64 of a-z A-Z 0-9 . _ : -", std::move(ref));
  }
  if (ref.device.empty()) {
    return error(core::DecodeFailureKind::InvalidName,
                 "topic: the device is not 1 to 64 of a-z A-Z 0-9 . _ : -", std::move(ref));
  }
  return ref;
}

std::optional<core::DeviceRef> parse_command_topic(std::string_view topic) {
  if (!topic.starts_with(kPrefix)) return std::nullopt;
  topic.remove_prefix(kPrefix.size());
  const auto municipality = take_level(topic);
  const auto device = take_level(topic);
  if (!municipality || !device || topic != "command") return std::nullopt;
  if (!is_name(*municipality) || !is_name(*device)) return std::nullopt;
  return core::DeviceRef{MunicipalityId(std::string(*municipality)),
                         DeviceId(std::string(*device))};
}

std::string signal_topic(const core::DeviceRef& device, bool urgent) {
  return topic(device, urgent ? "signal/urgent" : "signal");
}

std::string response_topic(const core::DeviceRef& device) { return topic(device, "response"); }
std::string command_topic(const core::DeviceRef& device) { return topic(device, "command"); }
std::string ack_topic(const core::DeviceRef& device) { return topic(device, "ack"); }

bool is_own_topic(std::string_view topic) { return topic.starts_with("varde/"); }

}  // namespace varde::adapters
