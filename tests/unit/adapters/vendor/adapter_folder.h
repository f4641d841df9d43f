// An adapter's folder, for one test.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temp_dir.h"

namespace varde::adapters {

class AdapterFolder {
 public:
  // `manifest` without its `id`; `script` is its codec.js.
  explicit AdapterFolder(const std::string& manifest) {
    put("adapter.yaml", "id: acme\n" + manifest);
  }
  AdapterFolder(const std::string& manifest, const std::string& script) : AdapterFolder(manifest) {
    put("codec.js", script);
  }

  void put(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((path() / file).parent_path());
    std::ofstream(path() / file, std::ios::binary) << text;
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "acme"; }

 private:
  test::TempDir folder_;
};

// What every manifest needs beside topics and types.
inline const std::string kHead = R"(version: 1.2.0
vendor: Acme
description: Leak sensors
documents: []
)";
inline const std::string kTopics = R"(topics:
  - {topic: "acme/{device}/state", name: state}
)";
inline const std::string kTypes = R"(types:
  leak:
    description: Leak sensor
    signals: [water_leak, battery_low, offline]
    supervision: {interval_s: 3600}
)";

}  // namespace varde::adapters
