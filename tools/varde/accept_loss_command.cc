// varde log accept-loss
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "broker/eventlog/folder.h"
#include "broker/eventlog/watermark.h"
#include "tools/varde/command.h"
#include "tools/varde/open_log.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;
using eventlog::LogErrorCode;

struct AcceptOptions {
  SiteOptions site;
  bool yes = false;
};

// What the watermark knows of and the log no longer has.
std::string given_up(const fs::path& folder, LogPosition end) {
  const auto watermark = eventlog::read_watermark(folder);
  if (watermark.has_error() || !watermark->has_value()) {
    return "the watermark is gone or damaged: nobody can say how many events are missing";
  }
  const LogPosition known = (*watermark)->position;
  if (known > end) {
    return "events " + std::to_string(end.value() + 1) + " to " + std::to_string(known.value()) +
           ", " + std::to_string(known.value() - end.value()) +
           " of them at least; they were on disk and acknowledged";
  }
  return "the log has another event at position " + std::to_string(known.value()) +
         " than its watermark: what the watermark's log held is given up";
}

void refuse_while_in_use(const fs::path& folder) {
  if (!eventlog::is_locked(folder)) return;
  throw CannotError(folder.string() + ": " +
                    describe({LogErrorCode::InUse, "stop varded first", {}}));
}

int accept(const AcceptOptions& options) {
  const fs::path folder = options.site.data_only().log_folder();
  const LogPosition end = open_log(options.site.data_only()).log().end();
  refuse_while_in_use(folder);
  const auto verified = eventlog::verify(folder);
  if (verified.has_value()) {
    std::cout << "nothing is lost: log and watermark agree; nothing was changed\n";
    return kDone;
  }
  const LogErrorCode code = verified.error().code;
  std::cout << describe(verified.error()) << "\n";
  if (code != LogErrorCode::ShorterThanWatermark && code != LogErrorCode::DiffersFromWatermark) {
    std::cout << "what is left does not hold together: only a backup helps; nothing was changed\n";
    return kNo;
  }
  std::cout << "given up: " << given_up(folder, end) << "\n"
            << "kept:     " << end.value() << " events\n";
  if (!options.yes) {
    std::cout << "nothing was changed. Restore from a backup if there is one; if not, and you want "
                 "to go on with what is left, say --yes\n";
    return kNo;
  }
  const auto accepted = value_or_throw(eventlog::accept_loss(folder));
  std::cout << "accepted: the log goes on behind event " << accepted.end.value()
            << " under a new id\n";
  return kDone;
}

}  // namespace

void add_accept_loss_command(CLI::App& app, Run& run) {
  CLI::App* const command = app.get_subcommand("log")->add_subcommand(
      "accept-loss",
      "Go on with a log that is shorter than its watermark, where there is no backup");
  const auto options = std::make_shared<AcceptOptions>();
  options->site.add_to(*command);
  command->add_flag("--yes", options->yes, "Do it; without, only say what would be given up");
  command->footer(
      "Example:\n  varde log accept-loss --data /var/lib/varde\n"
      "Copy the data folder before. Refuses while varded runs. Ends with 1 if nothing was "
      "accepted.");
  command->callback([options, &run] { run = [options] { return accept(*options); }; });
}

}  // namespace varde::cli
