// What happens when nobody takes an alarm, who has to be on duty, and how often devices must be
// heard of.
#include <array>
#include <utility>

#include "broker/policy/policy_parts.h"
#include "broker/policy/quantities.h"
#include "broker/policy/rule_parts.h"

namespace varde::policy {
namespace {

using namespace std::chrono_literals;
using core::Priority;
using core::StepKind;

constexpr auto kLongestEscalation = 7 * 24h;
constexpr auto kLongestSilence = 31 * 24h;  // As of an adapter's manifest.
constexpr std::size_t kSupervisedTypes = 500;

// Which key says whom a kind of step means; empty: nobody need be named.
std::string_view key_of(StepKind kind) {
  if (kind == StepKind::OnCall) return "schedule";
  if (kind == StepKind::Group) return "group";
  if (kind == StepKind::Receiver) return "receiver";
  return {};
}

std::string name_in(YamlMap& map, std::string_view key, std::vector<Mention>& mentions,
                    const Problems& problems) {
  if (!map.require(key)) return {};
  const auto name = map.name(key);
  if (!name) return {};
  mentions.push_back({*name, {problems.file(), map.mark_of(key), map.path_of(key)}});
  return *name;
}

MunicipalityId municipality_in(YamlMap& map, const Known& known, Problems& problems) {
  const auto name = map.name("municipality");
  if (!name) return {};
  check_municipality({*name, map.mark_of("municipality"), map.path_of("municipality")}, known,
                     problems);
  return MunicipalityId(*name);
}

}  // namespace

void StepsReader::read(YamlMap& file, Problems& problems) {
  const auto escalations = items_in(file, "escalations", kEscalations, problems);
  for (std::size_t i = 0; i < escalations.size(); ++i) {
    read_escalation(escalations[i], item_path("escalations", i), problems);
  }
  const auto targets = items_in(file, "targets", kListItems, problems);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    read_target(targets[i], item_path("targets", i), problems);
  }
  const auto staffing = items_in(file, "staffing", kListItems, problems);
  for (std::size_t i = 0; i < staffing.size(); ++i) {
    read_staffing(staffing[i], item_path("staffing", i), problems);
  }
  read_supervision(file, problems);
}

void StepsReader::read_escalation(const YAML::Node& node, const std::string& path,
                                  Problems& problems) {
  YamlMap map(node, path, problems,
              {"id", "priorities", "municipalities", "at", "steps", "repeat"});
  if (!node.IsMap()) return;
  core::EscalationPolicy policy;
  policy.id = PolicyId(escalations_.read(map, problems));
  policy.priorities = values_in<Priority>(map, "priorities", "priority", problems);
  policy.municipalities = municipalities_in(map, "municipalities", known_, problems);
  policy.at = windows_in(map, "at", problems);
  map.require("steps");
  const auto steps = items_in(map, "steps", kSteps, problems);
  if (map.at("steps").IsSequence() && map.at("steps").size() == 0) {
    problems.add(ConfigErrorCode::Missing, map.mark_of("steps"), map.path_of("steps"),
                 "holds no step: nobody would ever be told");
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string step_path = item_path(map.path_of("steps"), i);
    core::EscalationStep step = read_step(steps[i], step_path, problems);
    if (!policy.steps.empty() && step.after < policy.steps.back().after) {
      problems.add(ConfigErrorCode::OutOfRange, steps[i].Mark(), step_path + ".after",
                   "comes before the step above it, which is after " +
                       duration_text(policy.steps.back().after) +
                       ": each counts from the raising of the alarm",
                   duration_text(policy.steps.back().after) + " or more");
    }
    policy.steps.push_back(std::move(step));
  }
  policy.repeat = duration_in(map, "repeat", 10s, 24h, problems).value_or(0s);
  out_.policies.escalations.push_back(std::move(policy));
}

core::EscalationStep StepsReader::read_step(const YAML::Node& node, const std::string& path,
                                            Problems& problems) {
  YamlMap map(node, path, problems, {"after", "do", "schedule", "group", "receiver", "channel"});
  core::EscalationStep step;
  map.require("after");
  map.require("do");
  step.after = duration_in(map, "after", 0s, kLongestEscalation, problems).value_or(0s);
  step.kind = value_in<StepKind>(map, "do", "step", problems);
  if (step.kind != StepKind::Unspecified) read_step_target(map, step, problems);
  return step;
}

void StepsReader::read_step_target(YamlMap& step, core::EscalationStep& out, Problems& problems) {
  const std::string_view wanted = key_of(out.kind);
  for (const std::string_view key : {"schedule", "group", "receiver", "channel"}) {
    const bool belongs = key == wanted || (key == "channel" && out.kind == StepKind::Receiver);
    if (!step.has(key) || belongs) continue;
    problems.add(ConfigErrorCode::NotAllowed, step.mark_of(key), step.path_of(key),
                 "means nothing with do: " + std::string(word_of(out.kind)),
                 wanted.empty() ? "nobody is named here" : std::string(wanted));
  }
  if (out.kind == StepKind::OnCall) {
    out.schedule = ScheduleId(name_in(step, wanted, mentions_.schedules, problems));
  } else if (out.kind == StepKind::Group) {
    out.group = GroupId(name_in(step, wanted, mentions_.groups, problems));
  } else if (out.kind == StepKind::Receiver) {
    out.channel = value_in<core::Channel>(step, "channel", "channel", problems);
    out.receiver = receiver_in(step, "receiver", out.channel, known_, problems);
    if (step.has("channel")) return;
    // The configuration says by which channel a receiver sends.
    const bool known = known_.receivers && known_.receivers->contains(out.receiver);
    if (known) out.channel = known_.receivers->at(out.receiver);
  }
}

void StepsReader::read_target(const YAML::Node& node, const std::string& path, Problems& problems) {
  YamlMap map(node, path, problems, {"municipality", "priority", "claim_within"});
  core::ResponseTarget target;
  map.require("priority");
  map.require("claim_within");
  target.municipality = municipality_in(map, known_, problems);
  target.priority = value_in<Priority>(map, "priority", "priority", problems);
  target.claim_within = duration_in(map, "claim_within", 1s, 24h * 7, problems).value_or(0s);
  const std::string key = target.municipality.str() + " " + std::string(word_of(target.priority));
  if (target.priority != Priority::Unspecified && !targets_.insert(key).second) {
    problems.add(ConfigErrorCode::Duplicate, map.mark_of("priority"), map.path_of("priority"),
                 "another target says the same of " + in_quotes(word_of(target.priority)) +
                     " already: keep one of them");
  }
  out_.policies.targets.push_back(std::move(target));
}

void StepsReader::read_staffing(const YAML::Node& node, const std::string& path,
                                Problems& problems) {
  YamlMap map(node, path, problems, {"municipality", "at", "alone", "grace"});
  core::Staffing staffing;
  map.require("municipality");
  staffing.municipality = municipality_in(map, known_, problems);
  staffing.at = windows_in(map, "at", problems);
  staffing.alone_is_alarm = map.word("alone", {"alarm", "accepted"}) == "alarm";
  staffing.grace = duration_in(map, "grace", 0s, 24h, problems).value_or(0s);
  out_.policies.staffing.push_back(std::move(staffing));
}

void StepsReader::read_supervision(YamlMap& file, Problems& problems) {
  if (!file.has("supervision")) return;
  const YAML::Node node = file.at("supervision");
  if (!node.IsMap()) {
    problems.add(ConfigErrorCode::WrongType, file.mark_of("supervision"), "supervision",
                 "types of devices with their clocks are wanted here",
                 "such as safety alarm: {heard_within: 25 h}");
    return;
  }
  auto& by_type = out_.supervision.by_type;
  for (const auto& entry : node) {
    const std::string type = entry.first.IsScalar() ? entry.first.Scalar() : "?";
    const std::string path = "supervision." + type;
    YamlMap map(entry.second, path, problems, {"heard_within", "tested_within"});
    core::SupervisionClocks clocks;
    map.require_one_of({"heard_within", "tested_within"});
    clocks.heard_within = duration_in(map, "heard_within", 10s, kLongestSilence, problems);
    clocks.tested_within = duration_in(map, "tested_within", 1min, kLongestTime, problems);
    if (by_type.size() >= kSupervisedTypes) {
      problems.add(ConfigErrorCode::OutOfRange, entry.first.Mark(), path,
                   "there are more than " + std::to_string(kSupervisedTypes) + " types");
      return;
    }
    if (!by_type.emplace(type, clocks).second) {
      problems.add(ConfigErrorCode::Duplicate, entry.first.Mark(), path,
                   "the type has its clocks already");
    }
  }
}

}  // namespace varde::policy
