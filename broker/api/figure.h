// One number for /metrics that another part of the broker counts.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace varde::api {

struct Figure {
  std::string name;
  std::string help;
  bool counter = false;  // It only grows; else it is as it is now.
  double value = 0;
  std::map<std::string, std::string> labels{};  // Those of one name stand together, help alike.
};

// Asked from the API's thread, at any time.
using MoreFigures = std::function<std::vector<Figure>()>;

}  // namespace varde::api
