// varde log tail|show|verify
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "tools/varde/event_text.h"
#include "tools/varde/open_log.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

struct LogOptions {
  SiteOptions site;
  bool json = false;
  bool follow = false;
  std::uint64_t count = 20;
  std::uint64_t position = 0;
  std::uint64_t alarm = 0;
};

void print(const eventlog::StoredEvent& event, bool json) {
  std::cout << (json ? event_json(event) : event_line(event)) << "\n";
}

int tail(const LogOptions& options) {
  auto reader = open_log(options.site.data_only());
  const std::uint64_t end = reader.log().end().value();
  LogPosition next(end > options.count ? end - options.count + 1 : 1);
  const auto each = [&](const eventlog::StoredEvent& event) { print(event, options.json); };
  next = read_on(reader.log(), next, each);
  while (options.follow && std::cout.flush()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const auto refreshed = reader.refresh();
    if (refreshed.has_error()) throw CannotError(describe(refreshed.error()));
    next = read_on(reader.log(), next, each);
  }
  return kDone;
}

int show(const LogOptions& options) {
  if ((options.position == 0) == (options.alarm == 0)) {
    throw CannotError("give either a POSITION or --alarm N");
  }
  constexpr std::size_t kMostOfAlarm = 10'000;
  const auto reader = open_log(options.site.data_only());
  const auto events = value_or_throw(
      options.alarm != 0 ? reader.log().read_alarm(AlarmId(options.alarm), kMostOfAlarm)
                         : reader.log().read(LogPosition(options.position), 1));
  for (const auto& event : events) {
    // One event by its position is shown with all that it holds.
    print(event, options.json || options.alarm == 0);
  }
  if (!events.empty()) return kDone;
  std::cerr << "varde: there is no such event\n";
  return kNo;
}

class ProgressBar {
 public:
  explicit ProgressBar(LogPosition end) : end_(end), shown_(isatty(STDERR_FILENO) != 0) {}
  ~ProgressBar() {
    if (shown_) std::cerr << "\r\033[K";
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(LogPosition reached) const {
    if (!shown_ || end_.none()) return;
    constexpr std::uint64_t kWidth = 40;
    const std::uint64_t done = std::min(reached.value(), end_.value());
    const auto filled = static_cast<std::size_t>(kWidth * done / end_.value());
    std::cerr << "\r[" << std::string(filled, '#') << std::string(kWidth - filled, ' ') << "] "
              << done << "/" << end_ << std::flush;
  }

 private:
  LogPosition end_;
  bool shown_;
};

int verify(const LogOptions& options) {
  const app::Config config = options.site.data_only();
  const LogPosition end = open_log(config).log().end();
  const auto verified = [&] {
    const ProgressBar bar(end);
    return eventlog::verify(config.log_folder(), [&](LogPosition at) { bar.show(at); });
  }();
  if (verified.has_error()) {
    std::cerr << "varde: " << describe(verified.error()) << "\n";
    return kNo;
  }
  std::cout << "whole: " << verified->events << " events up to " << verified->end
            << ", chain and watermark agree\nchain sha256 " << verified->chain_sha256 << "\n";
  return kDone;
}

}  // namespace

void add_log_commands(CLI::App& app, Run& run) {
  CLI::App* const group =
      app.add_subcommand("log", "The event log; works while varded runs and when it does not");
  group->require_subcommand(1);
  const auto options = std::make_shared<LogOptions>();
  const auto subcommand = [&](const std::string& name, const std::string& help, auto action) {
    CLI::App* const command = group->add_subcommand(name, help);
    options->site.add_to(*command);
    command->callback(
        [options, action, &run] { run = [options, action] { return action(*options); }; });
    return command;
  };

  CLI::App* const tailing = subcommand("tail", "Show the newest events", tail);
  tailing->add_flag("-f,--follow", options->follow, "Go on with what is appended, until Ctrl-C");
  tailing->add_option("-n,--lines", options->count, "How many")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  tailing->add_flag("--json", options->json, "One JSON object a line");
  tailing->footer("Examples:\n  varde log tail -f\n  varde log tail -n 1000 --json | jq .event");

  CLI::App* const showing = subcommand("show", "Show one event, or all events of one alarm", show);
  showing->add_option("POSITION", options->position, "The event at this position, in full");
  showing->add_option("--alarm", options->alarm, "The events about this alarm, oldest first");
  showing->add_flag("--json", options->json, "One JSON object a line");
  showing->footer("Examples:\n  varde log show 1042\n  varde log show --alarm 17");

  subcommand("verify", "Read the whole log; check each record, the hash chain and the watermark",
             verify)
      ->footer("Example:\n  varde log verify --data /var/lib/varde\nEnds with 1 if it is damaged.");
}

}  // namespace varde::cli
