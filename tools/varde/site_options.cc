#include "tools/varde/site_options.h"

#include <CLI/CLI.hpp>

#include "tools/varde/command.h"

namespace varde::cli {

void SiteOptions::add_to(CLI::App& command) {
  command.add_option("--config", config_, "The broker's configuration")
      ->type_name("FILE")
      ->capture_default_str();
  command.add_option("--data", data_, "The broker's data folder [default: from --config]")
      ->type_name("FOLDER");
}

app::Config SiteOptions::config() const {
  auto config = app::load_config(config_);
  if (config.has_error()) throw CannotError(yaml::describe(config.error()));
  if (!data_.empty()) config->data = data_;
  return *std::move(config);
}

app::Config SiteOptions::data_only() const {
  if (data_.empty()) return config();
  app::Config config;
  config.data = data_;
  return config;
}

void make_data_folder(const app::Config& config) {
  std::error_code error;
  if (std::filesystem::create_directories(config.data, error)) {
    std::filesystem::permissions(config.data, std::filesystem::perms::owner_all, error);
  }
  if (error) throw CannotError("cannot make " + config.data.string() + ": " + error.message());
}

}  // namespace varde::cli
