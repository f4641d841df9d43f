#include "adapters/host/adapter_routes.h"

#include <algorithm>
#include <utility>

namespace varde::adapters {

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

namespace {

// True if every topic of `filter` is one of `wider`. A filter ends in '#' or names each level.
bool covers(std::string_view wider, std::string_view filter) {
  while (true) {
    const std::string_view level = wider.substr(0, wider.find('/'));
    const std::string_view other = filter.substr(0, filter.find('/'));
    if (level == "#") return true;
    if (other == "#" || (level != "+" && level != other)) return false;
    const bool last = level.size() == wider.size();
    const bool other_last = other.size() == filter.size();
    if (last || other_last) return last && other_last;
    wider.remove_prefix(level.size() + 1);
    filter.remove_prefix(other.size() + 1);
  }
}

}  // namespace

std::vector<std::string> narrowed(std::vector<std::string> filters) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const bool covered = [&] {
      for (std::size_t j = 0; j < filters.size(); ++j) {
        if (i == j || !covers(filters[j], filters[i])) continue;
        if (filters[i] != filters[j] || j < i) return true;
      }
      return false;
    }();
    if (!covered) out.push_back(filters[i]);
  }
  return out;
}

std::vector<std::string> AdapterRoutes::filters(const LinkId& link) const {
  std::vector<std::string> out;
  for (const AdapterUse& use : uses_) {
    const auto adapter = find(use.adapter);
    if (adapter == nullptr || !use.is_heard_on(link)) continue;
    for (const ManifestTopic& topic : adapter->manifest.topics) {
      out.push_back(use.prefix + topic.pattern.mqtt_filter());
    }
  }
  return out;
}

}  // namespace varde::adapters
