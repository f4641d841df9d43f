// A vendor's adapter of the tests: a leak sensor that publishes JSON on `leaky/DEVICE`.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace varde::test {

inline void write_file(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

inline void write_leak_fixtures(const std::filesystem::path& folder) {
  write_file(folder / "fixtures/wet.json",
             R"({"name": "wet", "shows": ["alarm"], "topic": "leaky/a",
                 "payload": {"floor": "wet"},
                 "expect": [{"kind": "water_leak", "state": "active"}]})");
  write_file(folder / "fixtures/again.json",
             R"({"name": "wet once more", "shows": ["duplicate"], "topic": "leaky/a",
                 "payload": {"floor": "wet"}, "previous": {"water_leak": "active"},
                 "expect": [{"kind": "water_leak", "state": "active"}]})");
  write_file(folder / "fixtures/garbage.json",
             R"({"name": "garbage", "shows": ["garbage"], "topic": "leaky/a",
                 "payload_text": "]", "expect_failure": "malformed"})");
}

inline std::string leak_manifest(const std::string& version) {
  return "id: leaky\nversion: " + version +
         "\nvendor: Tests\ndescription: A leak sensor.\ndocuments: []\n"
         "topics:\n  - {topic: \"leaky/{device}\", name: state}\n"
         "types:\n  leak:\n    description: Leak sensor\n    signals: [water_leak]\n"
         "    supervision: {interval_s: 3600}\n    duplicates: state\n";
}

// Configured in YAML: understands {"floor": "wet"} and {"floor": "dry"}, and what `more` adds, such
// as "soaked: active".
inline void write_leak_map(const std::filesystem::path& adapters, const std::string& version,
                           const std::string& more = "") {
  const auto folder = adapters / "leaky";
  write_leak_fixtures(folder);
  write_file(
      folder / "adapter.yaml",
      leak_manifest(version) +
          "map:\n  - kind: water_leak\n    required: true\n    state: {pointer: /floor, values: "
          "{wet: active, dry: normal" +
          (more.empty() ? "" : ", " + more) + "}}\n");
}

// The same with a script, in which `before` stands first; "wet" means `wet`.
inline void write_leak_codec(const std::filesystem::path& adapters, const std::string& version,
                             const std::string& before = "", const std::string& wet = "active") {
  const auto folder = adapters / "leaky";
  write_leak_fixtures(folder);
  write_file(folder / "adapter.yaml", leak_manifest(version));
  write_file(folder / "codec.js",
             "function normalize(message) {\n  const floor = message.payload && "
             "message.payload.floor;\n  " +
                 before + "\n  if (floor === 'wet') return [{kind: 'water_leak', state: '" + wet +
                 "'}];\n  if (floor === 'dry') return [{kind: 'water_leak', "
                 "state: 'normal'}];\n  throw new Error('payload: floor');\n}\n");
}

}  // namespace varde::test
