#include "broker/app/adapters_config.h"

#include <utility>

namespace varde::app {
namespace {

using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

constexpr std::size_t kUses = 64;
constexpr std::size_t kPrefixBytes = 200;
constexpr std::int64_t kWorkers = 16;

class AdaptersReader {
 public:
  AdaptersReader(const std::set<std::string>& links, Problems& problems)
      : links_(links), problems_(problems) {}

  AdaptersConfig read(const YAML::Node& node, const std::filesystem::path& folder) {
    YamlMap map(node, "adapters", problems_, {"folder", "urgent_workers", "bulk_workers", "use"});
    if (const auto path = map.path("folder", folder)) out_.folder = *path;
    if (const auto count = map.integer("urgent_workers", 1, kWorkers)) out_.urgent_workers = *count;
    if (const auto count = map.integer("bulk_workers", 1, kWorkers)) out_.bulk_workers = *count;
    const auto uses = map.list("use");
    if (uses.size() > kUses) {
      problems_.add(ConfigErrorCode::OutOfRange, map.mark_of("use"), "adapters.use",
                    "has more than " + std::to_string(kUses) + " entries");
      return std::move(out_);
    }
    for (std::size_t i = 0; i < uses.size(); ++i) {
      read_use(uses[i], "adapters.use[" + std::to_string(i) + "]");
    }
    return std::move(out_);
  }

 private:
  void read_use(const YAML::Node& node, const std::string& path) {
    YamlMap map(node, path, problems_, {"adapter", "municipality", "prefix", "links"});
    adapters::AdapterUse use;
    map.require("adapter");
    map.require("municipality");
    use.adapter = map.name("adapter").value_or("");
    use.municipality = MunicipalityId(map.name("municipality").value_or(""));
    use.prefix = read_prefix(map);
    read_links(map, use);
    if (!seen_.insert(use.adapter + " " + use.prefix).second) {
      problems_.add(ConfigErrorCode::Duplicate, map.mark_of("adapter"), map.path_of("adapter"),
                    "\"" + use.adapter + "\" is in use with this prefix already");
    }
    out_.use.push_back(std::move(use));
  }

  // It stands before topics, so it ends a level, and is no filter.
  std::string read_prefix(YamlMap& map) {
    const std::string prefix = map.text("prefix", kPrefixBytes).value_or("");
    if (prefix.empty()) return prefix;
    if (prefix.back() != '/' || prefix.find_first_of("+#$") != std::string::npos) {
      problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("prefix"), map.path_of("prefix"),
                    "\"" + prefix + "\" is not allowed here",
                    "whole levels with '/' behind, without + # $: \"site7/\"");
    }
    return prefix;
  }

  void read_links(YamlMap& map, adapters::AdapterUse& use) {
    for (const YAML::Node& node : map.list("links")) {
      const std::string name = node.IsScalar() ? node.Scalar() : "";
      if (!links_.contains(name)) {
        problems_.add(ConfigErrorCode::NotAllowed, node.Mark(), map.path_of("links"),
                      "\"" + name + "\" is no link", "the names of links, and of mqtt");
      }
      use.links.emplace_back(name);
    }
  }

  const std::set<std::string>& links_;
  Problems& problems_;
  std::set<std::string> seen_;
  AdaptersConfig out_;
};

}  // namespace

AdaptersConfig read_adapters(const YAML::Node& node, const std::filesystem::path& folder,
                             const std::set<std::string>& links, yaml::Problems& problems) {
  return AdaptersReader(links, problems).read(node, folder);
}

}  // namespace varde::app
