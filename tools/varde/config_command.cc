// varde config check
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "broker/app/config.h"
#include "broker/app/declared.h"
#include "tools/varde/command.h"

namespace varde::cli {
namespace {

void print(const std::vector<app::ConfigError>& errors) {
  std::cerr << yaml::describe(errors) << "\n";
}

int check(const std::string& file) {
  const auto config = app::load_config(file);
  if (config.has_error()) {
    print(config.error());
    return kNo;
  }
  const auto declared = app::load_declared(*config);
  if (declared.has_error()) {
    print(declared.error());
    return kNo;
  }
  const auto unreadable = app::unreadable_files(*config);
  if (!unreadable.empty()) {
    print(unreadable);
    return kNo;
  }
  std::cout << file << " is right: " << config->links.size() << " links, "
            << config->site.municipalities.size() << " municipalities, "
            << config->site.positions.size() << " positions, " << config->site.devices.size()
            << " devices\n";
  return kDone;
}

}  // namespace

void add_config_commands(CLI::App& app, Run& run) {
  CLI::App* const config = app.add_subcommand("config", "The configuration of a broker");
  config->require_subcommand(1);
  CLI::App* const command = config->add_subcommand(
      "check", "Say what is wrong with a configuration: file, line, column, key, what is allowed");
  const auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "The configuration")->required();
  command->footer(
      "Example:\n  varde config check /etc/varde/varde.yaml\n"
      "Run it as the user that varded runs as: it also checks that certificates and password files "
      "can be read.");
  command->callback([file, &run] { run = [file] { return check(*file); }; });
}

}  // namespace varde::cli
