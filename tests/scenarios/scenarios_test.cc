// Plays every scenario of this folder: one test each, named as the scenario is.
#define CATCH_CONFIG_RUNNER
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>

#include "broker/app/register_config.h"
#include "broker/yaml/yaml_map.h"
#include "tests/scenarios/stage.h"

namespace varde::test {
namespace {

namespace fs = std::filesystem;

const core::ApplyRegister& town() {
  static const core::ApplyRegister kTown = [] {
    const std::string file = std::string(VARDE_SCENARIOS) + "/town.yaml";
    std::vector<yaml::ConfigError> errors;
    yaml::Problems problems(file, errors);
    core::ApplyRegister read = app::read_register(YAML::LoadFile(file), "", problems);
    if (!errors.empty()) throw NotUnderstood(yaml::describe(errors));
    return read;
  }();
  return kTown;
}

void play(const Script& script) {
  const auto expects = [](const Step& step) { return step.sentence.starts_with("expect "); };
  REQUIRE(std::ranges::any_of(script.steps, expects));  // Or it could not fail.
  Stage stage(town(), script);
  for (const Step& step : script.steps) {
    INFO(script.file.string() << ":" << step.line << ": " << step.sentence);
    try {
      stage.run(step);
    } catch (const std::runtime_error& error) {
      FAIL(error.what());
    }
  }
  try {
    stage.end();
  } catch (const std::runtime_error& error) {
    FAIL(error.what());
  }
}

class ScenarioTest : public Catch::ITestInvoker {
 public:
  explicit ScenarioTest(Script script) : script_(std::move(script)) {}
  void invoke() const override { play(script_); }

 private:
  Script script_;
};

std::size_t add_all(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::size_t count = 0;
  for (const fs::path& file : files) {
    for (Script& script : read_scripts(file)) {
      const std::string name = script.title;
      auto test = std::make_unique<ScenarioTest>(std::move(script));
      Catch::getMutableRegistryHub().registerTest(Catch::makeTestCase(
          test.release(), "", {name, "[" + file.stem().string() + "]"}, CATCH_INTERNAL_LINEINFO));
      ++count;
    }
  }
  return count;
}

}  // namespace
}  // namespace varde::test

int main(int argc, char** argv) {
  try {
    const std::size_t count = varde::test::add_all(VARDE_SCENARIOS);
    std::cout << count << " scenarios\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
  }
  return Catch::Session().run(argc, argv);
}
