// varde adapter new
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <system_error>

#include "broker/base/ids.h"
#include "tools/varde/adapter_commands.h"
#include "tools/varde/adapter_skeleton.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;

struct NewOptions {
  std::string name;
  fs::path in = ".";
  bool carrier = false;
  bool payload = false;
  bool map = false;
};

SkeletonKind kind_of(const NewOptions& options) {
  if (options.carrier) return SkeletonKind::Carrier;
  if (options.payload) return SkeletonKind::Payload;
  return options.map ? SkeletonKind::Map : SkeletonKind::Codec;
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw CannotError(file.string() + ": cannot be written");
}

int make(const NewOptions& options) {
  if (!is_name(options.name)) {
    throw UsageError("NAME: \"" + options.name + "\" is no name: 1 to 64 of a-z A-Z 0-9 . _ : -");
  }
  const fs::path folder = options.in / options.name;
  std::error_code error;
  if (fs::exists(folder, error)) throw CannotError(folder.string() + ": is there already");
  for (const SkeletonFile& file : skeleton(kind_of(options), options.name)) {
    write(folder / file.path, file.text);
  }
  std::cout << folder.string() << " is made. Try it:\n  varde adapter test " << folder.string()
            << "\n";
  return kDone;
}

}  // namespace

void add_adapter_new_command(CLI::App& group, Run& run) {
  CLI::App* const command =
      group.add_subcommand("new", "Make an adapter to begin with: it runs, and its fixtures pass");
  const auto options = std::make_shared<NewOptions>();
  command->add_option("NAME", options->name, "Its id, and the name of its folder")->required();
  command->add_option("--in", options->in, "Where the folder is made")->capture_default_str();
  auto* const map = command->add_flag("--map", options->map, "Of YAML only: JSON by rules");
  auto* const payload =
      command->add_flag("--payload", options->payload, "For the frames that a carrier brings");
  auto* const carrier =
      command->add_flag("--carrier", options->carrier, "Unwraps the frames of a radio network");
  map->excludes(payload)->excludes(carrier);
  payload->excludes(carrier);
  command->footer(
      "Examples:\n  varde adapter new my-sensor\n  varde adapter new my-button --payload --in "
      "adapters\n"
      "A folder that is there already is left as it is (3).");
  command->callback([options, &run] { run = [options] { return make(*options); }; });
}

}  // namespace varde::cli
