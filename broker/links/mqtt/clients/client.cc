#include "broker/links/mqtt/clients/client.h"

#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {
namespace {

std::string fault_of_filter(const std::string& filter) {
  if (filter.size() > kLongestFilter || !is_topic_filter(filter)) {
    return "\"" + filter.substr(0, 60) + "\" is no topic filter of at most " +
           std::to_string(kLongestFilter) + " bytes";
  }
  // A shared subscription is judged by the filter in it; other topics with '$' are nobody's.
  if (filter.starts_with('$')) return "the filter \"" + filter + "\" begins with $";
  return {};
}

std::string fault_of_filters(const Client& client) {
  if (client.publish.size() + client.subscribe.size() > kFiltersPerClient) {
    return "more than " + std::to_string(kFiltersPerClient) + " filters";
  }
  for (const auto* filters : {&client.publish, &client.subscribe}) {
    for (const std::string& filter : *filters) {
      if (std::string fault = fault_of_filter(filter); !fault.empty()) return fault;
    }
  }
  return {};
}

std::string fault_of_device(const Client& client) {
  if (device_named(client.name) != client.device) {
    return "the name of a device is <municipality>/<device>, each 1 to 64 of a-z A-Z 0-9 . _ : -";
  }
  if (!client.publish.empty() || !client.subscribe.empty()) {
    return "a device has its own topics and no filters";
  }
  return {};
}

std::string fault_of_trusted(const Client& client) {
  if (!is_name(client.name)) {
    return "the name of a trusted client is 1 to 64 of a-z A-Z 0-9 . _ : -";
  }
  if (client.device != core::DeviceRef{}) return "a trusted client is no device";
  if (client.publish.empty() && client.subscribe.empty()) {
    return "a trusted client needs a filter to publish or to subscribe to";
  }
  return fault_of_filters(client);
}

}  // namespace

std::optional<core::DeviceRef> device_named(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view municipality = name.substr(0, slash);
  const std::string_view device = name.substr(slash + 1);
  if (!is_name(municipality) || !is_name(device)) return std::nullopt;
  return core::DeviceRef{MunicipalityId(std::string(municipality)), DeviceId(std::string(device))};
}

std::string client_name(const core::DeviceRef& device) {
  return device.municipality.str() + "/" + device.device.str();
}

std::string fault_of(const Client& client) {
  switch (client.kind) {
    case ClientKind::Device: return fault_of_device(client);
    case ClientKind::Trusted: return fault_of_trusted(client);
    case ClientKind::Lab: break;
  }
  return "the lab client is nobody in particular";
}

Client lab_client() {
  Client client;
  client.kind = ClientKind::Lab;
  return client;
}

}  // namespace varde::links::mqtt
