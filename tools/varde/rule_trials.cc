#include "tools/varde/rule_trials.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "broker/app/register_config.h"
#include "broker/policy/quantities.h"
#include "broker/policy/reading.h"
#include "broker/wire/names.h"
#include "tools/varde/simulated_core.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

constexpr std::size_t kSteps = 1'000;
constexpr std::size_t kTests = 1'000;
constexpr double kLargestValue = 1'000'000;

// An alarm whose condition is there.
struct Expected {
  std::string position;
  core::AlarmType type = core::AlarmType::Unspecified;
  core::Priority priority = core::Priority::Unspecified;  // Unspecified: any.
};

struct Step {
  std::string path;
  Duration wait{0};
  std::optional<core::FieldMessage> message;
  std::optional<std::vector<Expected>> expect;
};

struct Trial {
  std::string name;
  core::LocalTime begins{std::chrono::year(2026) / 1 / 5, 12h};
  std::vector<Step> steps;
};

struct TrialFile {
  core::ApplyRegister site;
  std::vector<Trial> trials;
};

class TrialReader {
 public:
  TrialReader(const fs::path& file, Problems& problems) : file_(file), problems_(problems) {}

  TrialFile read(const YAML::Node& root) {
    YamlMap map(root, "", problems_, {"register", "tests"});
    map.require("register");
    map.require("tests");
    if (map.has("register")) read_site(map);
    const auto tests = map.list("tests");
    for (std::size_t i = 0; i < std::min(tests.size(), kTests); ++i) {
      read_trial(tests[i], policy::item_path("tests", i));
    }
    return std::move(out_);
  }

 private:
  void read_site(YamlMap& map) {
    const YAML::Node node = map.at("register");
    if (!node.IsScalar()) {
      out_.site = app::read_register(node, "register", problems_);
      return;
    }
    const auto path = map.path("register", file_.parent_path());
    if (!path) return;
    Problems of_file(path->string(), problems_.errors());
    if (const auto root = yaml::read_yaml_file(path->string(), of_file)) {
      out_.site = app::read_register(*root, "", of_file);
    }
  }

  void read_trial(const YAML::Node& node, const std::string& path) {
    YamlMap map(node, path, problems_, {"name", "begins", "steps"});
    Trial trial;
    map.require("name");
    map.require("steps");
    trial.name = map.text("name", policy::kNameBytes).value_or("");
    if (const auto begins = policy::local_time_in(map, "begins", problems_)) {
      trial.begins = *begins;
    }
    const auto steps = map.list("steps");
    for (std::size_t i = 0; i < std::min(steps.size(), kSteps); ++i) {
      trial.steps.push_back(read_step(steps[i], policy::item_path(path + ".steps", i)));
    }
    out_.trials.push_back(std::move(trial));
  }

  Step read_step(const YAML::Node& node, const std::string& path) {
    YamlMap map(node, path, problems_,
                {"wait", "device", "signal", "state", "value", "latitude", "longitude", "accuracy",
                 "expect"});
    map.require_one_of({"wait", "signal", "expect"});
    Step step;
    step.path = path;
    step.wait = policy::duration_in(map, "wait", 0s, policy::kLongestTime, problems_).value_or(0s);
    if (map.has("signal") || map.has("device")) step.message = read_message(map);
    if (map.has("expect")) step.expect = read_expected(map);
    return step;
  }

  core::FieldMessage read_message(YamlMap& map) {
    core::FieldMessage message;
    map.require("device");
    map.require("signal");
    message.device = read_device(map);
    core::Signal signal;
    signal.kind = policy::value_in<core::SignalKind>(map, "signal", "kind of signal", problems_);
    signal.state = core::SignalState::Active;
    const auto state = map.word("state", {"active", "normal", "fault", "unknown", "test"});
    if (state) signal.state = *wire::parse<core::SignalState>(*state);
    signal.value = map.number("value", -kLargestValue, kLargestValue);
    const auto latitude = map.number("latitude", -90, 90);
    const auto longitude = map.number("longitude", -180, 180);
    if (map.has("latitude")) map.require("longitude");
    if (map.has("longitude")) map.require("latitude");
    if (latitude && longitude) {
      const double accuracy = map.number("accuracy", 0, 100'000).value_or(0.0);
      signal.location = core::GeoPoint{*latitude, *longitude, accuracy};
    }
    message.raw.topic = "rules test";
    message.content = std::vector{signal};
    return message;
  }

  core::DeviceRef read_device(YamlMap& map) {
    const std::string text = map.text("device", policy::kNameBytes).value_or("");
    const auto slash = text.find('/');
    const core::DeviceRef ref{MunicipalityId(text.substr(0, slash)),
                              DeviceId(slash == std::string::npos ? "" : text.substr(slash + 1))};
    const auto& devices = out_.site.devices;
    if (!text.empty() && std::ranges::find(devices, ref, &core::Device::ref) == devices.end()) {
      problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("device"), map.path_of("device"),
                    "the register has no device " + policy::in_quotes(text),
                    "municipality and device, such as nordlia/alarm-0114");
    }
    return ref;
  }

  // "nothing", or "POSITION ALARM [PRIORITY]" of each.
  std::vector<Expected> read_expected(YamlMap& map) {
    std::vector<Expected> all;
    const auto words = policy::words_in(map, "expect", policy::kListItems, problems_);
    if (words.size() == 1 && words[0].text == "nothing") return all;
    for (const policy::Word& word : words) {
      std::istringstream parts(word.text);
      Expected expected;
      std::string alarm;
      std::string priority;
      std::string more;
      parts >> expected.position >> alarm >> priority >> more;
      const auto type = wire::parse<core::AlarmType>(alarm);
      const auto urgency = wire::parse<core::Priority>(priority);
      if (!type || !more.empty() || (!priority.empty() && !urgency)) {
        problems_.add(ConfigErrorCode::NotAllowed, word.mark, word.path,
                      policy::in_quotes(word.text) + " is no position and alarm",
                      "nothing, or such as \"nordlia-skole temperature_low medium\"");
        continue;
      }
      expected.type = *type;
      expected.priority = urgency.value_or(core::Priority::Unspecified);
      all.push_back(std::move(expected));
    }
    return all;
  }

  const fs::path& file_;
  Problems& problems_;
  TrialFile out_;
};

std::string text_of(const core::Alarm& alarm) {
  return alarm.position.str() + " " + std::string(wire::name(alarm.type)) + " " +
         std::string(wire::name(alarm.priority));
}

std::string text_of(const Expected& expected) {
  std::string text = expected.position + " " + std::string(wire::name(expected.type));
  const std::string_view priority = wire::name(expected.priority);
  if (expected.priority != core::Priority::Unspecified) text += " " + std::string(priority);
  return text;
}

bool is(const core::Alarm& alarm, const Expected& expected) {
  const bool type = alarm.type == expected.type ||
                    std::ranges::find(alarm.also, expected.type) != alarm.also.end();
  return alarm.position.str() == expected.position && type &&
         (expected.priority == core::Priority::Unspecified || alarm.priority == expected.priority);
}

// The differences; empty: none.
std::string differences(const core::State& state, const std::vector<Expected>& expected) {
  std::string text;
  std::set<AlarmId> seen;
  for (const Expected& wanted : expected) {
    const auto found = std::ranges::find_if(state.alarms.open(), [&](const auto& entry) {
      return entry.second.condition == core::Condition::Active && is(entry.second, wanted);
    });
    if (found == state.alarms.open().end()) {
      text += "\n  missing: " + text_of(wanted);
    } else {
      seen.insert(found->first);
    }
  }
  for (const auto& [id, alarm] : state.alarms.open()) {
    if (alarm.condition != core::Condition::Active || seen.contains(id)) continue;
    text += "\n  not expected: " + text_of(alarm) + " (rule " + alarm.rule + ")";
  }
  return text;
}

TrialOutcome run(const Trial& trial, const core::ApplyRegister& site, const core::Ruleset& rules) {
  SimulatedCore core(core::State(), core::instant_of(trial.begins));
  core.give(core::StartBroker{"rules test", {}});
  core.give(site);
  core.give(core::ApplyRules{rules});
  for (const Step& step : trial.steps) {
    core.pass_until(core.now() + step.wait);
    if (step.message) {
      core::FieldMessage message = *step.message;
      message.raw.received_at = core.now();
      core.give(message);
    }
    if (!step.expect) continue;
    const std::string different = differences(core.state(), *step.expect);
    if (different.empty()) continue;
    return {trial.name, step.path + ", at " +
                            policy::local_time_text(core::local_time(core.now())) + ":" +
                            different};
  }
  return {trial.name, ""};
}

}  // namespace

Result<std::vector<TrialOutcome>, std::vector<yaml::ConfigError>> run_trials(
    const fs::path& file, const core::Ruleset& rules) {
  std::vector<yaml::ConfigError> errors;
  Problems problems(file.string(), errors);
  TrialFile read;
  if (const auto root = yaml::read_yaml_file(file.string(), problems)) {
    read = TrialReader(file, problems).read(*root);
  }
  if (!errors.empty()) return errors;
  std::vector<TrialOutcome> outcomes;
  for (const Trial& trial : read.trials) outcomes.push_back(run(trial, read.site, rules));
  return outcomes;
}

}  // namespace varde::cli
