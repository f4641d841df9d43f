// Which adapter reads a topic. Thread safety: immutable; call from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/adapter.h"
#include "adapters/host/adapter_use.h"
#include "broker/base/ids.h"

namespace varde::adapters {

struct RouteMatch {
  std::shared_ptr<const Adapter> adapter;
  const AdapterUse* use = nullptr;       // Of the routes.
  const ManifestTopic* topic = nullptr;  // Of the adapter.
  Captures captures;
  std::string address;  // Of the device that speaks.
};

class AdapterRoutes {
 public:
  // A use of an adapter that is not among `adapters`, or has no topics, is passed over.
  AdapterRoutes(std::vector<AdapterUse> uses, std::vector<std::shared_ptr<const Adapter>> adapters);

  // The first use that reads `topic` on `link`; none: no vendor's topic.
  [[nodiscard]] std::optional<RouteMatch> match(const LinkId& link, std::string_view topic) const;

  // Null: there is none.
  [[nodiscard]] std::shared_ptr<const Adapter> find(std::string_view id) const;

  [[nodiscard]] std::vector<std::string> filters(const LinkId& link) const;

  [[nodiscard]] const std::vector<std::shared_ptr<const Adapter>>& adapters() const {
    return adapters_;
  }

 private:
  std::vector<AdapterUse> uses_;
  std::vector<std::shared_ptr<const Adapter>> adapters_;
};

// `filters` without those that another one covers: an MQTT broker may deliver a message once for
// each filter that it meets.
[[nodiscard]] std::vector<std::string> narrowed(std::vector<std::string> filters);

}  // namespace varde::adapters
