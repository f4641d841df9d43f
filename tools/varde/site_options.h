// --config and --data, as most commands take them.
#pragma once

#include <filesystem>
#include <string>

#include "broker/app/config.h"

namespace CLI {
class App;
}

namespace varde::cli {

inline constexpr const char* kDefaultConfig = "/etc/varde/varde.yaml";

class SiteOptions {
 public:
  // Adds --config and --data. REQUIRES: this outlives the parsing and the running.
  void add_to(CLI::App& command);

  // The configuration, with --data put over its own. Throws CannotError with all that is wrong.
  [[nodiscard]] app::Config config() const;

  // True if --data was given and --config was not: then there is no register to look at.
  [[nodiscard]] bool only_data() const { return !data_.empty() && config_ == kDefaultConfig; }

  // The folder of the broker's data. The configuration is not read if --data was given.
  [[nodiscard]] app::Config data_only() const;

 private:
  std::string config_ = kDefaultConfig;
  std::string data_;
};

// Makes the folder if there is none: accounts may be made before the broker has ever run. Throws
// CannotError.
void make_data_folder(const app::Config& config);

}  // namespace varde::cli
