// varde undecoded
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

#include "broker/wire/names.h"
#include "tools/varde/event_text.h"
#include "tools/varde/open_log.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

struct UndecodedOptions {
  SiteOptions site;
  std::size_t limit = 20;
  bool json = false;
};

constexpr std::size_t kPreviewBytes = 64;

void print(const eventlog::StoredEvent& stored) {
  const auto* event = std::get_if<core::MessageUndecodable>(&stored.event.body);
  if (event == nullptr) return;
  std::cout << fmt::format(
      "{:>9}  {}  {:<18}  {}\n           reason   {}\n           payload  {}\n",
      stored.position.value(), time_text(stored.event.at), wire::name(event->failure.kind),
      preview(event->raw.topic, 200), event->failure.reason,
      preview(event->raw.payload, kPreviewBytes));
}

int list(const UndecodedOptions& options) {
  const auto reader = open_log(options.site.data_only());
  const auto events =
      value_or_throw(reader.log().read_undecodable(options.limit, eventlog::kWholePayload));
  for (const auto& event : events) {
    if (options.json) {
      std::cout << event_json(event) << "\n";
    } else {
      print(event);
    }
  }
  if (events.empty() && !options.json) std::cout << "every message so far was understood\n";
  return kDone;
}

}  // namespace

void add_undecoded_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.add_subcommand(
      "undecoded", "List messages that could not be understood, newest first, and why");
  const auto options = std::make_shared<UndecodedOptions>();
  options->site.add_to(*command);
  command->add_option("-n,--lines", options->limit, "How many")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->footer(
      "Examples:\n  varde undecoded\n  varde undecoded -n 500 --json\n"
      "`varde log show POSITION` shows one in full, with all its bytes in base64.");
  command->callback([options, &run] { run = [options] { return list(*options); }; });
}

}  // namespace varde::cli
