#include "broker/links/mqtt/clients/rights.h"

#include <algorithm>
#include <array>
#include <string>

#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {
namespace {

constexpr std::string_view kPrefix = "varde/v1/";
constexpr std::array<std::string_view, 2> kPublished{"/signal", "/signal/urgent"};
constexpr std::array<std::string_view, 3> kHeard{"/response", "/command", "/ack"};

bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

bool is_own_signal(const core::DeviceRef& device, std::string_view topic) {
  return take(topic, kPrefix) && take(topic, device.municipality.str()) && take(topic, "/") &&
         take(topic, device.device.str()) &&
         std::ranges::find(kPublished, topic) != kPublished.end();
}

bool covers_own(const core::DeviceRef& device, std::string_view filter) {
  const std::string own =
      std::string(kPrefix) + device.municipality.str() + "/" + device.device.str();
  return std::ranges::any_of(
      kHeard, [&](std::string_view leaf) { return covers(own + std::string(leaf), filter); });
}

// Topics that begin with '$' are a server's own (MQTT 5.0, 4.7.2). The lab may use those that mean
// nothing here: tools and test suites try whether they are kept from wildcards.
bool is_reserved(const Client& client, std::string_view text) {
  if (client.kind != ClientKind::Lab) return text.starts_with('$');
  return text.starts_with("$SYS") || text.starts_with("$CONTROL") || is_shared(text);
}

bool may_hear(const Client& client, std::string_view filter) {
  if (!is_topic_filter(filter) || is_reserved(client, filter)) return false;
  switch (client.kind) {
    case ClientKind::Device: return covers_own(client.device, filter);
    case ClientKind::Trusted:
      return std::ranges::any_of(
          client.subscribe, [&](const std::string& allowed) { return covers(allowed, filter); });
    case ClientKind::Lab: return true;
  }
  return false;
}

}  // namespace

bool may_publish(const Client& client, std::string_view topic) {
  if (client.kind == ClientKind::Device) return is_own_signal(client.device, topic);
  if (!is_topic_name(topic) || is_reserved(client, topic)) return false;
  if (client.kind == ClientKind::Lab) return true;
  return std::ranges::any_of(client.publish,
                             [&](const std::string& allowed) { return matches(allowed, topic); });
}

bool may_subscribe(const Client& client, std::string_view filter) {
  if (!is_shared(filter)) return may_hear(client, filter);
  if (client.kind == ClientKind::Device) return false;
  const auto shared = parse_shared(filter);
  return shared && may_hear(client, shared->filter);
}

bool may_respond_to(const Client& client, std::string_view topic) {
  // A topic name is a filter that matches itself only.
  return is_topic_name(topic) && may_hear(client, topic);
}

}  // namespace varde::links::mqtt
