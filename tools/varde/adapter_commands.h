// The commands of the group `varde adapter`, one file each, and what they share.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/adapter.h"
#include "tools/varde/command.h"

namespace varde::cli {

void add_adapter_test_command(CLI::App& group, Run& run);
void add_adapter_try_command(CLI::App& group, Run& run);
void add_adapter_list_command(CLI::App& group, Run& run);
void add_adapter_new_command(CLI::App& group, Run& run);
void add_adapter_reload_command(CLI::App& group, Run& run);
void add_adapter_replay_command(CLI::App& group, Run& run);
void add_adapter_record_command(CLI::App& group, Run& run);

// Adds `--adapters` to a command.
void add_adapters_option(CLI::App& command, std::filesystem::path& folder);

// The adapters in `folder`, or `folder` itself where it is one. CannotError if there is none.
[[nodiscard]] std::vector<std::filesystem::path> adapters_in(const std::filesystem::path& folder);

// What kind of adapter it is: "codec", "map", "payload" or "carrier".
[[nodiscard]] std::string_view kind_of(const adapters::Manifest& manifest);

}  // namespace varde::cli
