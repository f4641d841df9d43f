// How a configuration puts an adapter to use. Thread safety: values.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "broker/base/ids.h"

namespace varde::adapters {

// An adapter as the configuration puts it to use.
struct AdapterUse {
  std::string adapter;          // Its id.
  MunicipalityId municipality;  // Of its devices that are in no register.
  std::string prefix;           // Stands before all of its topics: "site7/". May be empty.
  std::vector<LinkId> links;    // Where it is heard; empty: everywhere.

  [[nodiscard]] bool is_heard_on(const LinkId& link) const {
    return links.empty() || std::ranges::find(links, link) != links.end();
  }
};

}  // namespace varde::adapters
