// The command line of varded: what ends it before anything runs.
#include "broker/app/program.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace varde::app {
namespace {

int run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "varded");
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  return run_program(static_cast<int>(argv.size()), argv.data(), true);
}

std::string file_with(const test::TempDir& folder, const std::string& yaml) {
  const auto file = folder.path() / "site.yaml";
  std::ofstream(file) << yaml;
  return file.string();
}

}  // namespace

TEST_CASE("--check of a right configuration ends well", "[app]") {
  const test::TempDir folder;

  CHECK(run({"--check", "--config", file_with(folder, "data: data\n")}) == 0);
}

TEST_CASE("a wrong configuration ends with its own exit code", "[app]") {
  const test::TempDir folder;

  CHECK(run({"--check", "--config", file_with(folder, "dat: data\n")}) == 78);
  CHECK(run({"--config", "/nowhere/site.yaml"}) == 78);
}

TEST_CASE("--listen is held to the same rules as the configuration", "[app]") {
  const test::TempDir folder;
  const std::string config = file_with(folder, "data: data\n");
  const std::string asked_for = "data: data\napi: {insecure_listen: true}\n";

  CHECK(run({"--check", "--config", config, "--listen", "0.0.0.0:8440"}) == 78);
  CHECK(run({"--check", "--config", config, "--listen", "nowhere"}) == 78);
  CHECK(run({"--check", "--config", config, "--listen", "127.0.0.1:9000"}) == 0);
  CHECK(run({"--check", "--config", file_with(folder, asked_for), "--listen", "0.0.0.0:8440"}) ==
        0);
}

TEST_CASE("a wrong command line ends with the usage exit code; help and version end well",
          "[app]") {
  CHECK(run({"--no-such-option"}) == 64);
  CHECK(run({"--help"}) == 0);
  CHECK(run({"--version"}) == 0);
}

}  // namespace varde::app
