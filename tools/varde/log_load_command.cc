// varde log load
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "broker/core/alarm_load.h"
#include "broker/core/state.h"
#include "tools/varde/command.h"
#include "tools/varde/event_text.h"
#include "tools/varde/open_log.h"
#include "tools/varde/progress_bar.h"
#include "tools/varde/site_options.h"
#include "tools/varde/time_option.h"

namespace varde::cli {
namespace {

namespace json = boost::json;

struct Options {
  SiteOptions site;
  std::chrono::seconds since{24 * 3'600};
  bool json = false;
};

// From one instant of the log to its end.
struct Load {
  Instant from;
  Instant end;
  core::AlarmLoad load;
};

Load load_of(const eventlog::EventLog& log, std::chrono::seconds since) {
  const Instant end = end_time(log);
  const Instant from = end - since;
  core::State past;  // What was open and on by then.
  std::optional<core::AlarmLoad> load;
  const ProgressBar bar(log.end().value());
  read_on(log, LogPosition(1), [&](const eventlog::StoredEvent& stored) {
    if (!load && stored.event.at >= from) load.emplace(past);
    if (load) {
      load->take(stored.event);
    } else {
      core::fold(past, stored.event);
    }
    bar.show(stored.position.value());
  });
  if (!load) load.emplace(past);  // Nothing is as new as that.
  return {from, end, *std::move(load)};
}

// Of the last day the ten minutes with the most alarms; none without alarms.
const core::AlarmLoad::Period* worst(const core::AlarmLoad& load) {
  const auto found = std::ranges::max_element(load.periods(), {}, &core::AlarmLoad::Period::alarms);
  return found == load.periods().end() ? nullptr : &*found;
}

void print_text(const Load& all) {
  const core::AlarmLoad& load = all.load;
  const double hours = std::chrono::duration<double, std::ratio<3'600>>(all.end - all.from).count();
  std::cout << fmt::format("{} alarms from {} to {}, {:.1f} in ten minutes\n", load.alarms(),
                           time_text(all.from), time_text(all.end),
                           static_cast<double>(load.alarms()) / (hours * 6));
  if (const auto* period = worst(load)) {
    std::cout << fmt::format(
        "worst ten minutes    {}, of which {} rows of their own, from {} (of the last day)\n",
        period->alarms, period->rows, time_text(period->begins));
  }
  std::cout << fmt::format("in flood             {:.1f} % of the time\n", load.flood_share() * 100)
            << fmt::format("began to chatter     {}, of which {} chatter still\n", load.chattered(),
                           load.chattering().size())
            << "busiest devices, by what they said\n";
  for (const core::AlarmLoad::Source& source : load.busiest()) {
    std::cout << fmt::format("  {:>7}  {}/{}, {} alarms\n", source.occurrences,
                             source.device.municipality.str(), source.device.device.str(),
                             source.alarms);
  }
  if (load.uncounted() > 0) {
    std::cout << fmt::format("  {:>7}  of more devices than are counted one by one\n",
                             load.uncounted());
  }
}

void print_json(const Load& all) {
  const core::AlarmLoad& load = all.load;
  json::array periods;
  for (const core::AlarmLoad::Period& period : load.periods()) {
    periods.push_back(
        {{"begins", time_text(period.begins)}, {"alarms", period.alarms}, {"rows", period.rows}});
  }
  json::array busiest;
  for (const core::AlarmLoad::Source& source : load.busiest()) {
    busiest.push_back({{"municipality", source.device.municipality.str()},
                       {"device", source.device.device.str()},
                       {"alarms", source.alarms},
                       {"occurrences", source.occurrences}});
  }
  std::cout << json::serialize(json::object{{"from", time_text(all.from)},
                                            {"to", time_text(all.end)},
                                            {"alarms", load.alarms()},
                                            {"flood_share", load.flood_share()},
                                            {"chattered", load.chattered()},
                                            {"chattering", load.chattering().size()},
                                            {"periods", periods},
                                            {"busiest", busiest},
                                            {"uncounted", load.uncounted()}})
            << "\n";
}

int show_load(const Options& options) {
  const auto reader = open_log(options.site.data_only());
  const Load load = load_of(reader.log(), options.since);
  (options.json ? print_json : print_text)(load);
  return kDone;
}

}  // namespace

void add_log_load_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.get_subcommand("log")->add_subcommand(
      "load", "How heavy the load of alarms was: floods, the busiest devices, what chatters");
  const auto options = std::make_shared<Options>();
  options->site.add_to(*command);
  add_time_option(*command, "--since", options->since,
                  "How far back from the end of the log, such as 90m, 24h or 7d [default: 24h]");
  command->add_flag("--json", options->json, "As JSON, with each ten minutes of the last day");
  command->footer(
      "Examples:\n  varde log load --since 7d\n  varde log load --json | jq .busiest\n"
      "Works while varded runs. About one alarm in ten minutes is what one operator can stand for "
      "long;\nmore than ten are a flood (EEMUA 191). Tests do not count.");
  command->callback([options, &run] { run = [options] { return show_load(*options); }; });
}

}  // namespace varde::cli
