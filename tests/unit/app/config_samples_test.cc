// The files of config/: the good ones load, and each bad one is refused for the reason that its
// first line says.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "broker/app/config.h"
#include "broker/app/declared.h"

namespace varde::app {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = VARDE_CONFIG_FOLDER;

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

std::string as_expected(const ConfigError& error) {
  std::string text = "# expect: " + std::string(name(error.code)) + " at " +
                     std::to_string(error.line) + ":" + std::to_string(error.column);
  if (!error.key.empty()) text += " " + error.key;
  return text;
}

}  // namespace

TEST_CASE("each bad sample is refused at the line, column and key that its first line names",
          "[app]") {
  const auto files = files_in(kFolder / "bad");
  REQUIRE(files.size() >= 25);
  for (const fs::path& file : files) {
    CAPTURE(file.filename().string());

    const auto config = load_config(file);

    REQUIRE(config.has_error());
    REQUIRE(config.error().size() == 1);
    CHECK(as_expected(config.error().front()) == first_line(file));
    CHECK_FALSE(config.error().front().what.empty());
  }
}

TEST_CASE("each good sample loads", "[app]") {
  for (const char* file :
       {"demo.yaml", "listener.yaml", "minimal.yaml", "outbound.yaml", "tls.yaml"}) {
    CAPTURE(file);

    const auto config = load_config(kFolder / file);

    CHECK(config.has_value());
  }
}

TEST_CASE("the demo has three municipalities and the devices of a real centre", "[app]") {
  const auto config = load_config(kFolder / "demo.yaml");

  REQUIRE(config.has_value());
  CHECK(config->site.municipalities.size() == 3);
  CHECK(config->site.devices.size() >= 60);
  std::set<std::string> types;
  for (const auto& device : config->site.devices) types.insert(device.type);
  for (const char* type : {"safety alarm", "GPS tracker", "medication dispenser", "door opener",
                           "bed sensor", "nurse call", "smoke detector", "burglar alarm",
                           "temperature sensor", "water leak sensor", "pump station"}) {
    CAPTURE(type);
    CHECK(types.contains(type));
  }
}

TEST_CASE("the demo's rules and policies are right, and name nobody who is not there", "[app]") {
  const auto config = load_config(kFolder / "demo.yaml");
  REQUIRE(config.has_value());

  const auto declared = load_declared(*config);

  if (declared.has_error()) FAIL(yaml::describe(declared.error()));
  CHECK(declared->rules.rules.size() >= 8);
  CHECK(declared->policies.policies.escalations.size() == 3);
  CHECK(declared->policies.policies.staffing.size() == 3);
}

TEST_CASE("a receiver that the configuration has not is found in the policies", "[app]") {
  auto config = load_config(kFolder / "demo.yaml");
  REQUIRE(config.has_value());
  config->outbound.clear();

  const auto declared = load_declared(*config);

  REQUIRE(declared.has_error());
  CHECK(declared.error().front().key == "people[0].contacts.mqtt.receiver");
}

}  // namespace varde::app
