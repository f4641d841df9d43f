// The group `varde adapter`.
#include <CLI/CLI.hpp>
#include <system_error>

#include "adapters/host/installed_adapters.h"
#include "tools/varde/adapter_commands.h"

namespace varde::cli {

void add_adapters_option(CLI::App& command, std::filesystem::path& folder) {
  folder = adapters::installed_adapters();
  command.add_option(
      "--adapters", folder,
      "Folder of the installed adapters (default: ../share/varde/adapters beside "
      "the program's folder, else adapters/vendors of the source it was built from)");
}

std::vector<std::filesystem::path> adapters_in(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (std::filesystem::exists(folder / adapters::kManifestFile, ignored)) return {folder};
  auto folders = adapters::adapter_folders(folder);
  if (folders.empty()) {
    throw CannotError(folder.string() + ": no adapter is there (a folder with an adapter.yaml)");
  }
  return folders;
}

std::string_view kind_of(const adapters::Manifest& manifest) {
  if (manifest.carrier) return "carrier";
  if (manifest.map) return "map";
  return manifest.is_payload_adapter() ? "payload" : "codec";
}

void add_adapter_commands(CLI::App& app, Run& run) {
  CLI::App* const group =
      app.add_subcommand("adapter", "What turns the messages of a vendor into signals");
  group->require_subcommand(1);
  add_adapter_test_command(*group, run);
  add_adapter_try_command(*group, run);
  add_adapter_list_command(*group, run);
  add_adapter_new_command(*group, run);
  add_adapter_record_command(*group, run);
  add_adapter_reload_command(*group, run);
  add_adapter_replay_command(*group, run);
}

}  // namespace varde::cli
