// varde: the command line of Varde.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "broker/app/version.h"
#include "tools/varde/command.h"

int main(int argc, char** argv) {
  using namespace varde;
  CLI::App app("The command line of Varde, the alarm and response-centre event broker.", "varde");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(app::kVersion), "Show the version and end");
  app.get_formatter()->column_width(34);
  app.footer(
      "Each command has its own help with examples: varde log tail --help\n"
      "Exit codes: 0 done, 1 the answer is no, 2 wrong command line, 3 cannot.");
  cli::Run run;
  cli::add_user_commands(app, run);
  cli::add_log_commands(app, run);
  cli::add_undecoded_command(app, run);
  cli::add_publish_command(app, run);
  cli::add_config_commands(app, run);
  cli::add_sim_command(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::kDone : cli::kUsage;
  }
  try {
    return run();
  } catch (const std::exception& error) {
    std::cerr << "varde: " << error.what() << "\n";
    return cli::kCannot;
  }
}
