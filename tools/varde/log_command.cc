// varde log tail|show|verify
#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <thread>

#include "tools/varde/event_text.h"
#include "tools/varde/open_log.h"
#include "tools/varde/progress_bar.h"
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
  std::string device;  // MUNICIPALITY/DEVICE
  std::string key;     // BOOT:SEQUENCE
};

// The newest so many are shown of an alarm or a device.
constexpr std::size_t kMostShown = 10'000;

// Ctrl-C ends following in order: a reader that is cut off leaves its temporary folder behind.
volatile std::sig_atomic_t g_interrupted = 0;
extern "C" void note_interrupt(int) { g_interrupted = 1; }

void print(const eventlog::StoredEvent& event, bool json) {
  std::cout << (json ? event_json(event) : event_line(event)) << "\n";
}

int tail(const LogOptions& options) {
  auto reader = open_log(options.site.data_only());
  const std::uint64_t end = reader.log().end().value();
  LogPosition next(end > options.count ? end - options.count + 1 : 1);
  const auto each = [&](const eventlog::StoredEvent& event) { print(event, options.json); };
  next = read_on(reader.log(), next, each);
  std::signal(SIGINT, note_interrupt);
  std::signal(SIGTERM, note_interrupt);
  while (options.follow && g_interrupted == 0 && std::cout.flush()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const auto refreshed = reader.refresh();
    if (refreshed.has_error()) throw CannotError(describe(refreshed.error()));
    next = read_on(reader.log(), next, each);
  }
  return kDone;
}

core::DeviceRef parse_device(const std::string& text) {
  const auto slash = text.find('/');
  const core::DeviceRef device{MunicipalityId(text.substr(0, slash)),
                               DeviceId(slash == std::string::npos ? "" : text.substr(slash + 1))};
  if (is_name(device.municipality.str()) && is_name(device.device.str())) return device;
  throw UsageError("--device wants MUNICIPALITY/DEVICE, such as nordlia/alarm-0114");
}

core::SignalKey parse_key(const std::string& text) {
  const auto colon = text.rfind(':');
  core::SignalKey key;
  const char* const end = text.data() + text.size();
  const char* const digits = colon == std::string::npos ? end : text.data() + colon + 1;
  const auto read = std::from_chars(digits, end, key.sequence);
  if (read.ec != std::errc() || read.ptr != end) {
    throw UsageError("--key wants BOOT:SEQUENCE, such as b7:1042, or :1042 without a boot");
  }
  key.boot = text.substr(0, colon);
  return key;
}

std::vector<eventlog::StoredEvent> events_with_key(const eventlog::LogReader& reader,
                                                   const core::DeviceRef& device,
                                                   const core::SignalKey& key) {
  std::vector<eventlog::StoredEvent> events;
  for (const LogPosition position : value_or_throw(reader.find_key(device, key))) {
    for (auto& event : value_or_throw(reader.log().read(position, 1))) {
      events.push_back(std::move(event));
    }
  }
  return events;
}

std::vector<eventlog::StoredEvent> asked_for(const LogOptions& options,
                                             const eventlog::LogReader& reader) {
  if (options.position != 0) {
    return value_or_throw(reader.log().read(LogPosition(options.position), 1));
  }
  if (options.alarm != 0) {
    return value_or_throw(reader.log().read_alarm(AlarmId(options.alarm), kMostShown));
  }
  const core::DeviceRef device = parse_device(options.device);
  if (options.key.empty()) return value_or_throw(reader.read_device(device, kMostShown));
  return events_with_key(reader, device, parse_key(options.key));
}

int show(const LogOptions& options) {
  const int asked = (options.position != 0) + (options.alarm != 0) + !options.device.empty();
  if (asked != 1) throw UsageError("give one of POSITION, --alarm N and --device M/D");
  if (!options.key.empty() && options.device.empty()) throw UsageError("--key wants --device too");
  const auto reader = open_log(options.site.data_only());
  const auto events = asked_for(options, reader);
  for (const auto& event : events) {
    // One event by its position is shown with all that it holds.
    print(event, options.json || options.position != 0);
  }
  if (!events.empty()) return kDone;
  std::cerr << "varde: there is no such event\n";
  return kNo;
}

int verify(const LogOptions& options) {
  const app::Config config = options.site.data_only();
  const LogPosition end = open_log(config).log().end();
  const auto verified = [&] {
    const ProgressBar bar(end.value());
    return eventlog::verify(config.log_folder(), [&](LogPosition at) { bar.show(at.value()); });
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

  CLI::App* const showing =
      subcommand("show", "Show one event, or those of an alarm or a device", show);
  showing->add_option("POSITION", options->position, "The event at this position, in full");
  showing->add_option("--alarm", options->alarm, "The events about this alarm, oldest first");
  showing->add_option("--device", options->device, "The messages of this device and its alarms")
      ->type_name("MUNICIPALITY/DEVICE");
  showing->add_option("--key", options->key, "With --device: only the message with this key")
      ->type_name("BOOT:SEQUENCE");
  showing->add_flag("--json", options->json, "One JSON object a line");
  showing->footer(
      "Examples:\n  varde log show 1042\n  varde log show --alarm 17\n"
      "  varde log show --device nordlia/alarm-0114 --key b7:1042");

  subcommand("verify", "Read the whole log; check each record, the hash chain and the watermark",
             verify)
      ->footer("Example:\n  varde log verify --data /var/lib/varde\nEnds with 1 if it is damaged.");
}

}  // namespace varde::cli
