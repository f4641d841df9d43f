// varde adapter reload|replay
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "tools/varde/adapter_commands.h"
#include "tools/varde/control_client.h"
#include "tools/varde/progress_bar.h"
#include "tools/varde/site_options.h"
#include "tools/varde/time_option.h"

namespace varde::cli {
namespace {

namespace json = boost::json;

struct ReloadOptions {
  SiteOptions site;
  std::vector<std::string> ids;
};

struct ReplayOptions {
  SiteOptions site;
  std::string adapter;
  std::chrono::seconds history_after{3'600};
};

std::string text(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr || !value->is_string() ? "" : json::value_to<std::string>(*value);
}

std::uint64_t number(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr || !value->is_number() ? 0 : value->to_number<std::uint64_t>();
}

void print_outcome(const json::object& said) {
  const std::string version = text(said, "version");
  std::cout << fmt::format("{:<20} {:<10} {}\n", text(said, "adapter"), text(said, "result"),
                           version.empty() ? "none is in use" : version + " is in use");
  const json::value* problems = said.if_contains("problems");
  if (problems == nullptr || !problems->is_array()) return;
  for (const json::value& problem : problems->get_array()) {
    std::cout << "    " << json::value_to<std::string>(problem) << "\n";
  }
}

// Shows the lines on the way: how an adapter fared, how far the replay is.
class Progress {
 public:
  void operator()(const json::object& said) {
    if (said.contains("adapter")) return print_outcome(said);
    if (!said.contains("of")) return;
    if (!bar_) bar_ = std::make_unique<ProgressBar>(number(said, "of"));
    bar_->show(number(said, "replayed"));
  }

 private:
  std::unique_ptr<ProgressBar> bar_;
};

json::object ask(const app::Config& config, const json::object& request) {
  Progress progress;
  return ask_varded(config.data, request, [&](const json::object& said) { progress(said); });
}

void print_replay(const json::object& last) {
  const json::value* replay = last.if_contains("replay");
  if (replay == nullptr || !replay->is_object()) return;
  const json::object& counts = replay->get_object();
  std::cout << fmt::format(
      "replayed {} of {} undecoded messages, {} of them as history; {} are still not understood\n",
      number(counts, "replayed"), number(counts, "looked_at"), number(counts, "as_history"),
      number(counts, "still_undecoded"));
  if (const auto incomplete = number(counts, "incomplete"); incomplete != 0) {
    std::cout << fmt::format("{} are not whole in the log and cannot be replayed\n", incomplete);
  }
}

int reload(const ReloadOptions& options) {
  json::object request{{"request", "reload_adapters"}};
  if (!options.ids.empty()) request["adapters"] = json::value_from(options.ids);
  const json::object last = ask(options.site.data_only(), request);
  print_replay(last);
  return number(last, "refused") == 0 ? kDone : kNo;
}

int replay(const ReplayOptions& options) {
  json::object request{{"request", "replay_undecoded"},
                       {"history_after_s", options.history_after.count()}};
  if (!options.adapter.empty()) request["adapter"] = options.adapter;
  print_replay(ask(options.site.data_only(), request));
  return kDone;
}

}  // namespace

void add_adapter_reload_command(CLI::App& group, Run& run) {
  CLI::App* const command =
      group.add_subcommand("reload", "Let a running varded load its adapters anew");
  const auto options = std::make_shared<ReloadOptions>();
  options->site.add_to(*command);
  command->add_option(
      "ID", options->ids,
      "Which, also if unchanged: that ends a quarantine (default: all that changed)");
  command->footer(
      "Examples:\n  varde adapter reload\n  varde adapter reload zigbee2mqtt --data "
      "/var/lib/varde\n"
      "A version whose fixtures fail, or that lacks a fixture it must have, is refused and the one "
      "before it\nstays; then the exit code is 1. What could not be decoded while an adapter was "
      "out "
      "of use is\nreplayed, as by `varde adapter replay`. New topics are heard on a link to "
      "another "
      "broker after a restart.");
  command->callback([options, &run] { run = [options] { return reload(*options); }; });
}

void add_adapter_replay_command(CLI::App& group, Run& run) {
  CLI::App* const command = group.add_subcommand(
      "replay", "Let a running varded decode again what it could not, after a fix");
  const auto options = std::make_shared<ReplayOptions>();
  options->site.add_to(*command);
  command->add_option("--adapter", options->adapter, "Only the messages of this one");
  add_time_option(
      *command, "--history-after", options->history_after,
      "What arrived longer ago comes in as history, never as a new alarm, such as 90m or 12h "
      "[default: 1h]");
  command->footer(
      "Examples:\n  varde adapter replay\n  varde adapter replay --adapter zigbee2mqtt "
      "--history-after 15m\n"
      "What is decoded stays in the log where it stood, with a note that it was replayed; `varde "
      "undecoded`\nlists what is left. It can be ended and run again at any time: nothing is "
      "replayed twice.");
  command->callback([options, &run] { run = [options] { return replay(*options); }; });
}

}  // namespace varde::cli
