#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "broker/app/version.h"
#include "tools/varde/command.h"

namespace varde::cli {
namespace {

int run_or_say_why_not(const Run& run) {
  try {
    return run();
  } catch (const UsageError& error) {
    std::cerr << "varde: " << error.what() << "\n";
    return kUsage;
  } catch (const std::exception& error) {
    std::cerr << "varde: " << error.what() << "\n";
    return kCannot;
  }
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  CLI::App app("The command line of Varde, the alarm and response-centre event broker.", "varde");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(app::kVersion), "Show the version and end");
  app.get_formatter()->column_width(34);
  app.footer(
      "Each command has its own help with examples: varde log tail --help\n"
      "Exit codes: 0 done, 1 the answer is no, 2 wrong command line, 3 cannot.");
  Run run;
  add_user_commands(app, run);
  add_client_commands(app, run);
  add_log_commands(app, run);
  add_accept_loss_command(app, run);
  add_log_load_command(app, run);
  add_undecoded_command(app, run);
  add_publish_command(app, run);
  add_config_commands(app, run);
  add_sim_command(app, run);
  add_adapter_commands(app, run);
  add_rules_commands(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return run_or_say_why_not(run);
}

}  // namespace varde::cli
