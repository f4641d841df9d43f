// The subcommands of `varde`, one file each, and what they share.
#pragma once

#include <functional>
#include <stdexcept>

namespace CLI {
class App;
}

namespace varde::cli {

// What the program ends with; documented in docs/reference/cli.md.
enum ExitCode : int {
  kDone = 0,
  kNo = 1,      // It ran, and the answer is no: a damaged log, a lost message, a wrong file.
  kUsage = 2,   // The command line is wrong.
  kCannot = 3,  // Something outside said no: a file, a connection.
};

// Ends the command with kCannot and one line on standard error.
class CannotError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The same with kUsage: what was asked for makes no sense, whatever there is outside.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Set by the subcommand that was chosen; answers the exit code.
using Run = std::function<int()>;

void add_user_commands(CLI::App& app, Run& run);
void add_client_commands(CLI::App& app, Run& run);
void add_log_commands(CLI::App& app, Run& run);
void add_undecoded_command(CLI::App& app, Run& run);
void add_publish_command(CLI::App& app, Run& run);
void add_config_commands(CLI::App& app, Run& run);
void add_sim_command(CLI::App& app, Run& run);
void add_adapter_commands(CLI::App& app, Run& run);
void add_rules_commands(CLI::App& app, Run& run);

// Into the group `log`. REQUIRES: add_log_commands came before.
void add_accept_loss_command(CLI::App& app, Run& run);
void add_log_load_command(CLI::App& app, Run& run);

// All of `varde`: parses, runs, and answers the exit code. Throws nothing.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace varde::cli
