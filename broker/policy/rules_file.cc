#include "broker/policy/rules_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "broker/core/limits.h"
#include "broker/core/rules.h"
#include "broker/policy/folder.h"
#include "broker/policy/rule_parts.h"

namespace varde::policy {
namespace {

using core::AlarmType;
using core::Priority;
using core::SignalKind;

constexpr std::size_t kCombinations = 100;

// These Varde raises by itself, of what it sees of itself and of devices: no signal means them.
constexpr std::array kOwnAlarms{
    AlarmType::UndecodableMessage, AlarmType::UnregisteredDevice, AlarmType::UnknownMunicipality,
    AlarmType::LinkDown,           AlarmType::SessionForgotten,   AlarmType::AdapterQuarantined,
    AlarmType::NeverHeard,         AlarmType::TestMissing,        AlarmType::RestoreOverdue,
    AlarmType::NobodyOnDuty,       AlarmType::AloneOnDuty,        AlarmType::ReceiverDown,
    AlarmType::StorageLow,         AlarmType::ClockStep,          AlarmType::QueueDeep};

bool is_critical(SignalKind kind) {
  const core::Rule* const rule = core::rule_for(kind, core::SignalState::Active);
  return rule != nullptr && rule->priority == Priority::Critical;
}

class RulesReader {
 public:
  explicit RulesReader(const Known& known) : known_(known) {}

  void read(const FolderFile& file, std::vector<yaml::ConfigError>& errors) {
    Problems problems(file.path, errors);
    YamlMap map(file.root, "", problems, {"rules", "combinations"});
    map.require_one_of({"rules", "combinations"});
    const auto rules = map.list("rules");
    if (out_.rules.size() + rules.size() > core::limits::kRules) {
      problems.add(
          ConfigErrorCode::OutOfRange, map.mark_of("rules"), "rules",
          "with these there are more than " + std::to_string(core::limits::kRules) + " rules");
      return;
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
      read_rule(rules[i], item_path("rules", i), problems);
    }
    const auto combinations = map.list("combinations");
    for (std::size_t i = 0; i < combinations.size(); ++i) {
      read_combination(combinations[i], item_path("combinations", i), problems);
    }
  }

  core::Ruleset take() { return std::move(out_); }

 private:
  void read_rule(const YAML::Node& node, const std::string& path, Problems& problems) {
    YamlMap map(node, path, problems,
                {"id", "match", "raise", "signal", "threshold", "absence", "missed_window", "count",
                 "geofence", "confirmation"});
    if (!node.IsMap()) return;
    core::AlarmRule rule;
    rule.id = RuleId(ids_.read(map, problems));
    if (core::is_own_rule(rule.id.str())) {
      problems.add(ConfigErrorCode::NotAllowed, map.mark_of("id"), map.path_of("id"),
                   "Varde has a rule of its own by this name", "another name");
    }
    const std::size_t before = problems.errors().size();
    rule.match = read_match(map, known_, problems);
    const bool match_is_right = problems.errors().size() == before;
    rule.form = read_form(map, rule.match, problems);
    if (map.require("raise")) rule.raise = read_raise(map, problems);
    if (raises_nothing(map) && match_is_right) check_silence(map, rule, problems);
    out_.rules.push_back(std::move(rule));
  }

  static bool raises_nothing(const YamlMap& rule) {
    const YAML::Node node = rule.at("raise");
    return node.IsDefined() && node.IsScalar() && node.Scalar() == "nothing";
  }

  core::Raise read_raise(YamlMap& rule, Problems& problems) {
    core::Raise raise;
    if (raises_nothing(rule)) return raise;
    if (rule.at("raise").IsScalar()) {
      problems.add(ConfigErrorCode::NotAllowed, rule.mark_of("raise"), rule.path_of("raise"),
                   in_quotes(rule.at("raise").Scalar()) + " is not allowed here",
                   "nothing, or {alarm: ..., priority: ..., text: ...}");
      return raise;
    }
    YamlMap map(rule.at("raise"), rule.path_of("raise"), problems, {"alarm", "priority", "text"});
    map.require("alarm");
    map.require("priority");
    raise.type = value_in<AlarmType>(map, "alarm", "alarm", problems);
    if (std::ranges::find(kOwnAlarms, raise.type) != kOwnAlarms.end()) {
      problems.add(ConfigErrorCode::NotAllowed, map.mark_of("alarm"), map.path_of("alarm"),
                   in_quotes(word_of(raise.type)) + " is raised by Varde itself, never by a rule",
                   "an alarm that a signal can mean, such as temperature_low");
    }
    raise.priority = value_in<Priority>(map, "priority", "priority", problems);
    raise.text = map.text("text", core::limits::kTextBytes).value_or("");
    return raise;
  }

  // Nobody's call for help may be hushed by a line that was meant for one person.
  static void check_silence(YamlMap& map, const core::AlarmRule& rule, Problems& problems) {
    // Of another form it only keeps the rules of that form that come after it from deciding.
    if (!std::holds_alternative<core::OnSignal>(rule.form)) return;
    // A condition that lasts and is told as a level is news only when it changes: begun while
    // hushed, it would stay unheard after the hours are over.
    if (!rule.match.at.empty() && std::ranges::any_of(rule.match.kinds, core::is_sustained)) {
      problems.add(ConfigErrorCode::NotAllowed, map.mark_of("raise"), map.path_of("raise"),
                   "would hush, for a part of the day, a condition that may outlast it",
                   "nothing, where match has no at");
    }
    if (!rule.match.positions.empty() || !rule.match.devices.empty()) return;
    std::string hushed;
    if (rule.match.kinds.empty()) hushed = "every kind of signal";
    for (const SignalKind kind : rule.match.kinds) {
      if (!is_critical(kind)) continue;
      hushed += (hushed.empty() ? "" : ", ") + std::string(word_of(kind));
    }
    if (hushed.empty()) return;
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of("raise"), map.path_of("raise"),
                 "would silence " + hushed + " of everybody",
                 "nothing, where match names whose: positions or devices");
  }

  void read_combination(const YAML::Node& node, const std::string& path, Problems& problems) {
    YamlMap map(node, path, problems, {"id", "alarms"});
    if (!node.IsMap()) return;
    core::Combination combination;
    combination.id = RuleId(ids_.read(map, problems));
    map.require("alarms");
    const std::size_t before = problems.errors().size();
    combination.types = values_in<AlarmType>(map, "alarms", "alarm", problems);
    if (map.has("alarms") && combination.types.size() < 2 && problems.errors().size() == before) {
      problems.add(ConfigErrorCode::OutOfRange, map.mark_of("alarms"), map.path_of("alarms"),
                   "one alarm alone is no combination", "two or more alarms");
    }
    for (const AlarmType type : combination.types) {
      if (core::may_be_combined(type)) continue;
      problems.add(ConfigErrorCode::NotAllowed, map.mark_of("alarms"), map.path_of("alarms"),
                   "one of them is about a device or about the centre",
                   "alarms of persons and buildings");
    }
    if (out_.combinations.size() >= kCombinations) {
      problems.add(ConfigErrorCode::OutOfRange, node.Mark(), path,
                   "there are more than " + std::to_string(kCombinations) + " combinations");
      return;
    }
    out_.combinations.push_back(std::move(combination));
  }

  const Known& known_;
  Ids ids_{"rule"};
  core::Ruleset out_;
};

}  // namespace

Result<core::Ruleset, std::vector<yaml::ConfigError>> load_rules(
    const std::filesystem::path& folder, const Known& known) {
  std::vector<yaml::ConfigError> errors;
  const Folder files = read_folder(folder, errors);
  RulesReader reader(known);
  for (const FolderFile& file : files.files) reader.read(file, errors);
  if (!errors.empty()) {
    sort_errors(errors);
    return errors;
  }
  core::Ruleset rules = reader.take();
  rules.version = files.version;
  return rules;
}

}  // namespace varde::policy
