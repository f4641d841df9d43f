#include "adapters/host/adapter_routes.h"

#include <algorithm>
#include <utility>

namespace varde::adapters {

bool AdapterUse::is_heard_on(const LinkId& link) const {
  return links.empty() || std::ranges::find(links, link) != links.end();
}

AdapterRoutes::AdapterRoutes(std::vector<AdapterUse> uses,
                             std::vector<std::shared_ptr<const Adapter>> adapters)
    : uses_(std::move(uses)), adapters_(std::move(adapters)) {}

std::optional<RouteMatch> AdapterRoutes::match(const LinkId& link, std::string_view topic) const {
  for (const AdapterUse& use : uses_) {
    if (!use.is_heard_on(link) || !topic.starts_with(use.prefix)) continue;
    auto adapter = find(use.adapter);
    if (adapter == nullptr) continue;
    auto match = match_topic(adapter->manifest, topic.substr(use.prefix.size()));
    if (!match) continue;
    return RouteMatch{std::move(adapter), &use, match->topic, std::move(match->captures),
                      std::move(match->address)};
  }
  return std::nullopt;
}

std::shared_ptr<const Adapter> AdapterRoutes::find(std::string_view id) const {
  const auto found = std::ranges::find_if(
      adapters_, [&](const auto& adapter) { return adapter->manifest.id == id; });
  return found == adapters_.end() ? nullptr : *found;
}

std::vector<std::string> AdapterRoutes::filters(const LinkId& link) const {
  std::vector<std::string> out;
  for (const AdapterUse& use : uses_) {
    const auto adapter = find(use.adapter);
    if (adapter == nullptr || !use.is_heard_on(link)) continue;
    for (const ManifestTopic& topic : adapter->manifest.topics) {
      std::string filter = use.prefix + topic.pattern.mqtt_filter();
      if (std::ranges::find(out, filter) == out.end()) out.push_back(std::move(filter));
    }
  }
  return out;
}

}  // namespace varde::adapters
