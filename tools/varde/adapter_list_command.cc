// varde adapter list
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "broker/wire/names.h"
#include "tools/varde/adapter_commands.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using adapters::Manifest;

struct ListOptions {
  std::string folder;
  fs::path adapters;
  bool json = false;
};

std::vector<std::string> types_of(const Manifest& manifest) {
  std::vector<std::string> names;
  for (const auto& [name, type] : manifest.types) names.push_back(name);
  return names;
}

std::vector<std::string> topics_of(const Manifest& manifest) {
  std::vector<std::string> topics;
  for (const auto& topic : manifest.topics) topics.push_back(topic.pattern.text());
  return topics;
}

void print(const Manifest& manifest) {
  std::cout << fmt::format("{:<20} {:<9} {:<8} {}\n", manifest.id, manifest.version,
                           kind_of(manifest), manifest.description);
  std::cout << fmt::format("    types   {}\n", fmt::join(types_of(manifest), ", "));
  if (manifest.topics.empty()) {
    std::cout << "    topics  none: decodes what a carrier brings\n";
  } else {
    std::cout << fmt::format("    topics  {}\n", fmt::join(topics_of(manifest), "\n            "));
  }
}

json::object signals_json(const Manifest& manifest) {
  json::object types;
  for (const auto& [name, type] : manifest.types) {
    json::array signals;
    for (const auto kind : type.signals) {
      const std::string_view word = wire::name(kind);
      signals.emplace_back(json::string(word.data(), word.size()));
    }
    types[name] = std::move(signals);
  }
  return types;
}

void print_json(const Manifest& manifest, const fs::path& folder) {
  const json::object object{{"id", manifest.id},
                            {"version", manifest.version},
                            {"kind", std::string(kind_of(manifest))},
                            {"vendor", manifest.vendor},
                            {"description", manifest.description},
                            {"types", signals_json(manifest)},
                            {"topics", json::value_from(topics_of(manifest))},
                            {"folder", folder.string()}};
  std::cout << json::serialize(object) << "\n";
}

int list(const ListOptions& options) {
  int code = kDone;
  const fs::path folder = options.folder.empty() ? options.adapters : fs::path(options.folder);
  for (const fs::path& adapter : adapters_in(folder)) {
    const auto manifest = adapters::read_manifest(adapter / adapters::kManifestFile);
    if (!manifest) {
      std::cerr << yaml::describe(manifest.error()) << "\n";
      code = kNo;
    } else if (options.json) {
      print_json(*manifest, adapter);
    } else {
      print(*manifest);
    }
  }
  return code;
}

}  // namespace

void add_adapter_list_command(CLI::App& group, Run& run) {
  CLI::App* const command =
      group.add_subcommand("list", "List adapters: id, version, kind, device types, topics");
  const auto options = std::make_shared<ListOptions>();
  command->add_option("DIR", options->folder,
                      "An adapter, or a folder of adapters (default: all that are installed)");
  add_adapters_option(*command, options->adapters);
  command->add_flag("--json", options->json, "One JSON object a line");
  command->footer(
      "Examples:\n  varde adapter list\n  varde adapter list --json ./adapters\n"
      "Kinds: codec (JavaScript), map (YAML only), carrier (unwraps the frames of a network),\n"
      "payload (decodes the frames that a carrier brings). 1 if a manifest is wrong.");
  command->callback([options, &run] { run = [options] { return list(*options); }; });
}

}  // namespace varde::cli
