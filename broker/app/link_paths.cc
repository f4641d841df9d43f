#include "broker/app/link_paths.h"

namespace varde::app {

std::string LinkPaths::publish(const LinkId& link, const adapters::Publish& publish,
                               outbound::Expiry expiry) const {
  const auto found = paths_.find(link);
  if (found == paths_.end()) return "the configuration has no link " + link.str();
  const auto* bridge = std::get_if<links::PahoBridge*>(&found->second);
  if (bridge != nullptr && !(*bridge)->status().up) return "link " + link.str() + " is down";
  std::visit([&](auto* path) { path->publish(publish, expiry); }, found->second);
  return {};
}

bool LinkPaths::run(const LinkId& link, const core::Effect& effect) const {
  const auto found = paths_.find(link);
  if (found == paths_.end()) return false;
  std::visit([&](auto* path) { path->run_effect(effect); }, found->second);
  return true;
}

}  // namespace varde::app
