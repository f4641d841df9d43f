// `varde rules test`: situations that somebody wrote down.
#include "tools/varde/rule_trials.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "broker/policy/rules_file.h"
#include "tests/support/temp_dir.h"

namespace varde::cli {
namespace {

const std::string kRegister =
    "register:\n"
    "  municipalities:\n"
    "    - id: nordlia\n"
    "      name: Nordlia\n"
    "      positions:\n"
    "        - id: astrid\n"
    "          name: Astrid Lien\n"
    "          devices: [{id: button-1, type: safety alarm}]\n";

auto run(const std::string& tests, const core::Ruleset& rules = {}) {
  const test::TempDir folder;
  std::ofstream(folder.path() / "situations.yaml") << kRegister << tests;
  return run_trials(folder.path() / "situations.yaml", rules);
}

}  // namespace

TEST_CASE("a situation whose alarms are as expected is good", "[tools]") {
  const auto outcomes =
      run("tests:\n"
          "  - name: a call\n"
          "    steps:\n"
          "      - expect: nothing\n"
          "      - {device: nordlia/button-1, signal: help_call}\n"
          "      - {wait: 1 h, expect: astrid help_call critical}\n"
          "      - {device: nordlia/button-1, signal: cancelled, expect: nothing}\n");

  REQUIRE(outcomes.has_value());
  REQUIRE(outcomes->size() == 1);
  CHECK(outcomes->front().name == "a call");
  CHECK(outcomes->front().failure == "");
}

TEST_CASE("what is missing and what was not expected is said, with the step and its time",
          "[tools]") {
  const auto outcomes =
      run("tests:\n"
          "  - name: a call\n"
          "    begins: \"2026-07-01 22:00\"\n"
          "    steps:\n"
          "      - {device: nordlia/button-1, signal: help_call}\n"
          "      - {wait: 10 min, expect: [astrid fall, astrid help_call high]}\n");

  REQUIRE(outcomes.has_value());
  CHECK(outcomes->front().failure ==
        "tests[0].steps[1], at 2026-07-01 22:10:\n"
        "  missing: astrid fall\n"
        "  missing: astrid help_call high\n"
        "  not expected: astrid help_call critical (rule help-call)");
}

TEST_CASE("each situation begins anew", "[tools]") {
  const std::string one =
      "  - name: again\n    steps:\n      - expect: nothing\n"
      "      - {device: nordlia/button-1, signal: help_call}\n";

  const auto outcomes = run("tests:\n" + one + one);

  REQUIRE(outcomes.has_value());
  REQUIRE(outcomes->size() == 2);
  CHECK(outcomes->at(1).failure == "");
}

TEST_CASE("what is wrong with the file of situations is said with its line", "[tools]") {
  const auto outcomes =
      run("tests:\n"
          "  - name: wrong\n"
          "    steps:\n"
          "      - {device: nordlia/button-2, signal: help_call}\n"
          "      - {device: nordlia/button-1, signal: helpcall}\n"
          "      - {expect: astrid}\n"
          "      - {wait: ten minutes}\n"
          "      - {}\n");

  REQUIRE(outcomes.has_error());
  std::vector<int> lines;
  for (const auto& error : outcomes.error()) lines.push_back(error.line);
  CHECK(lines == std::vector{12, 13, 14, 15, 16});
}

// The demo's rules do what the demo's duty manager thinks that they do.
TEST_CASE("the demo's situations are as expected", "[tools]") {
  const std::filesystem::path config = VARDE_CONFIG_FOLDER;
  const auto rules = policy::load_rules(config / "rules");
  if (rules.has_error()) FAIL(yaml::describe(rules.error()));

  const auto outcomes = run_trials(config / "situations.yaml", *rules);

  if (outcomes.has_error()) FAIL(yaml::describe(outcomes.error()));
  CHECK(outcomes->size() >= 10);
  for (const TrialOutcome& outcome : *outcomes) {
    CAPTURE(outcome.name);
    CHECK(outcome.failure == "");
  }
}

}  // namespace varde::cli
