// varde rules explain
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "broker/core/explain.h"
#include "broker/core/state.h"
#include "broker/policy/rule_text.h"
#include "broker/wire/names.h"
#include "tools/varde/event_text.h"
#include "tools/varde/open_log.h"
#include "tools/varde/progress_bar.h"
#include "tools/varde/rules_commands.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

constexpr std::size_t kMostShown = 10'000;

struct Options {
  SiteOptions site;
  std::uint64_t alarm = 0;
};

std::string indented(const std::string& text) {
  std::string out = "  ";
  for (const char c : text) out += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return out;
}

// What was known when the event at `end` was decided: all before it, folded.
core::State state_before(const eventlog::EventLog& log, LogPosition end) {
  constexpr std::size_t kStep = 1'000;
  core::State state;
  const ProgressBar bar(end.value());
  for (LogPosition next(1); next < end;) {
    const auto events = value_or_throw(log.read(next, kStep));
    if (events.empty()) break;
    for (const auto& stored : events) {
      if (stored.position >= end) return state;
      core::fold(state, stored.event);
      next = stored.position.next();
    }
    bar.show(next.value());
  }
  return state;
}

void print_alarm(const eventlog::StoredEvent& stored, const core::AlarmRaised& raised,
                 const core::State& state) {
  const core::Position* position = state.known.find_position(raised.position);
  std::cout << fmt::format(
      "alarm {}: {} {} at {}{}{}\nraised {} at position {} of the log\n", raised.alarm.value(),
      wire::name(raised.priority), wire::name(raised.type), raised.position.str(),
      position == nullptr ? "" : " (" + position->name + ")", raised.test ? ", on test" : "",
      time_text(stored.event.at), stored.position.value());
}

void print_cause(const eventlog::EventLog& log, const core::AlarmRaised& raised) {
  std::cout << "\nbecause of\n";
  if (raised.cause.none()) {
    std::cout << "  no message: time alone\n";
    return;
  }
  for (const auto& cause : value_or_throw(log.read(raised.cause, 1))) {
    std::cout << "  " << event_line(cause) << "\n";
  }
}

std::string_view word_of(core::RuleAnswer answer) {
  switch (answer) {
    case core::RuleAnswer::Unmet: return "not for it";
    case core::RuleAnswer::Earlier: return "came too late";
    case core::RuleAnswer::Nothing: return "nothing";
    case core::RuleAnswer::Raises: return "raises";
    case core::RuleAnswer::Repeats: return "repeats";
    case core::RuleAnswer::Waits: return "waits";
    case core::RuleAnswer::StopsWaiting: return "stops waiting";
    case core::RuleAnswer::Ends: return "ends";
  }
  return "";
}

// What each declared rule made of the message, as far as it looks at it at all.
void print_traces(const eventlog::EventLog& log, const core::AlarmRaised& raised) {
  if (raised.cause.none()) return;
  const auto cause = value_or_throw(log.read(raised.cause, 1));
  if (cause.empty()) return;
  const auto* message = std::get_if<core::MessageReceived>(&cause.front().event.body);
  if (message == nullptr) return;
  const core::State state = state_before(log, raised.cause);
  std::cout << "\nwhat the rules made of that message\n";
  bool any = false;
  for (const core::Signal& signal : message->signals) {
    for (const core::RuleTrace& trace :
         core::explain(state, message->device, signal, cause.front().event.at)) {
      if (trace.answer == core::RuleAnswer::Unmet) continue;
      any = true;
      std::cout << fmt::format("  {:<24} {:<14} {}{}\n", trace.rule.str(), word_of(trace.answer),
                               trace.why, trace.due ? ", until " + time_text(*trace.due) : "");
    }
  }
  if (!any) std::cout << "  no declared rule looks at it: what Varde has without a file holds\n";
}

void print_rule(const core::AlarmRaised& raised, const core::Ruleset& rules) {
  const auto rule = std::ranges::find(rules.rules, RuleId(raised.rule), &core::AlarmRule::id);
  if (rule == rules.rules.end()) {
    std::cout << fmt::format("\nby rule {}, which Varde has without a file\n", raised.rule);
    return;
  }
  std::cout << fmt::format("\nby rule {} of version {}, which said then\n{}\n", raised.rule,
                           rules.version, indented(policy::text_of(*rule)));
}

// What became of step `index`, by the log.
std::string taken(const std::vector<eventlog::StoredEvent>& story, std::size_t index) {
  std::string text;
  for (const auto& stored : story) {
    const auto* step = std::get_if<core::AlarmEscalated>(&stored.event.body);
    if (step == nullptr || step->step != index) continue;
    std::string reached;
    for (const std::string& one : step->reached) reached += (reached.empty() ? "" : ", ") + one;
    text += fmt::format("\n       {} round {}: {}", time_text(stored.event.at), step->round + 1,
                        reached.empty() ? "nobody: " + step->not_reached : "reached " + reached);
  }
  return text.empty() ? "\n       not taken" : text;
}

void print_policy(const core::AlarmRaised& raised, const core::Policies& policies,
                  const std::vector<eventlog::StoredEvent>& story) {
  if (raised.policy.empty()) {
    std::cout << "\nno policy escalates it\n";
    return;
  }
  std::cout << fmt::format("\nescalated by policy {} of version {}\n", raised.policy.str(),
                           policies.version);
  const auto policy =
      std::ranges::find(policies.escalations, raised.policy, &core::EscalationPolicy::id);
  if (policy == policies.escalations.end()) return;
  for (std::size_t i = 0; i < policy->steps.size(); ++i) {
    std::cout << fmt::format("  {:>2}. {}{}\n", i + 1, policy::text_of(policy->steps[i]),
                             taken(story, i));
  }
}

int explain(const Options& options) {
  const auto reader = open_log(options.site.data_only());
  const auto story = value_or_throw(reader.log().read_alarm(AlarmId(options.alarm), kMostShown));
  const auto raising = std::ranges::find_if(story, [](const eventlog::StoredEvent& stored) {
    return std::holds_alternative<core::AlarmRaised>(stored.event.body);
  });
  if (raising == story.end()) {
    std::cerr << "varde: there is no alarm " << options.alarm << "\n";
    return kNo;
  }
  const auto& raised = std::get<core::AlarmRaised>(raising->event.body);
  const core::State state = state_before(reader.log(), raising->position);
  print_alarm(*raising, raised, state);
  print_cause(reader.log(), raised);
  print_rule(raised, state.rules);
  print_traces(reader.log(), raised);
  print_policy(raised, state.policies, story);
  std::cout << "\nwhat happened\n";
  for (const auto& stored : story) std::cout << "  " << event_line(stored) << "\n";
  return kDone;
}

}  // namespace

void add_rules_explain_command(CLI::App& group, Run& run) {
  CLI::App* const command = group.add_subcommand(
      "explain", "Why an alarm was raised: message, rule as it was then, steps of its policy");
  const auto options = std::make_shared<Options>();
  options->site.add_to(*command);
  command->add_option("ALARM", options->alarm, "Its number")->required();
  command->footer(
      "Example:\n  varde rules explain 17\nReads the log, also while varded runs. 1 if there is no "
      "such alarm.");
  command->callback([options, &run] { run = [options] { return explain(*options); }; });
}

}  // namespace varde::cli
