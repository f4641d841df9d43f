// varde rules replay
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "broker/wire/names.h"
#include "tools/varde/event_text.h"
#include "tools/varde/log_replay.h"
#include "tools/varde/open_log.h"
#include "tools/varde/progress_bar.h"
#include "tools/varde/rules_commands.h"
#include "tools/varde/site_options.h"
#include "tools/varde/time_option.h"

namespace varde::cli {
namespace {

constexpr std::size_t kMostShown = 1'000;  // Of each list.

struct Options {
  SiteOptions site;
  std::filesystem::path rules;
  std::chrono::seconds since{24 * 3'600};
};

void print(const std::string& title, const std::vector<RaisedAlarm>& alarms) {
  std::cout << fmt::format("{:<15} {}\n", title, alarms.size());
  for (std::size_t i = 0; i < alarms.size() && i < kMostShown; ++i) {
    const core::AlarmRaised& alarm = alarms[i].alarm;
    std::cout << fmt::format("  {}  {:<8} {:<20} {}  (rule {})\n", time_text(alarms[i].at),
                             wire::name(alarm.priority), wire::name(alarm.type),
                             alarm.position.str(), alarm.rule);
  }
  if (alarms.size() > kMostShown) {
    std::cout << fmt::format("  and {} more\n", alarms.size() - kMostShown);
  }
}

int replay(const Options& options) {
  const app::Config config = options.site.data_only();
  LogReplayOptions how;
  const std::filesystem::path folder = options.rules.empty() ? config.rules : options.rules;
  if (!folder.empty()) how.rules = rules_in(folder);
  const auto reader = open_log(config);
  const Instant end = end_time(reader.log());
  how.from = end - options.since;
  const LogReplay result = [&] {
    const ProgressBar bar(reader.log().end().value());
    how.progress = [&](LogPosition at) { bar.show(at.value()); };
    return value_or_throw(replay_log(reader.log(), how));
  }();
  std::cout << fmt::format("{} messages from {} to {}, decided again with rules {}\n",
                           result.messages, time_text(how.from), time_text(end),
                           result.rules_version.empty() ? "of nobody" : result.rules_version);
  std::cout << fmt::format("{:<15} {}\n", "the same", result.same);
  print("other priority", result.other_priority);
  print("only then", result.only_then);
  print("only now", result.only_now);
  return kDone;
}

}  // namespace

void add_rules_replay_command(CLI::App& group, Run& run) {
  CLI::App* const command = group.add_subcommand(
      "replay", "Decide the stored messages again: what would have been raised, beside what was");
  const auto options = std::make_shared<Options>();
  options->site.add_to(*command);
  command->add_option("--rules", options->rules,
                      "Folder of the rules to try [default: of the configuration; with --data "
                      "alone, those that were in force]");
  add_time_option(*command, "--since", options->since,
                  "How far back from the end of the log, such as 90m, 24h or 7d [default: 24h]");
  command->footer(
      "Examples:\n  varde rules replay --since 24h\n  varde rules replay --since 7d --rules "
      "./rules-new\n"
      "Reads only, also while varded runs. What people did is done again to the alarm of the same "
      "position and\ntype, where there is one. 0 whatever differs.");
  command->callback([options, &run] { run = [options] { return replay(*options); }; });
}

}  // namespace varde::cli
