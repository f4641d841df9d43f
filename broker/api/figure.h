// One number for /metrics that another part of the broker counts.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace varde::api {

struct Figure {
  std::string name;
  std::string help;
  bool counter = false;  // It only grows; else it is as it is now.
  double value = 0;
  std::vector<std::pair<std::string, std::string>> labels = {};
};

// Asked from the API's thread, at any time. Figures of one name, each with labels of its own, stand
// together.
using MoreFigures = std::function<std::vector<Figure>()>;

}  // namespace varde::api
