// The program varded, from its command line to its exit code.
#pragma once

namespace varde::app {

// `sync_log`: see BrokerOptions. Exit codes: docs/reference/faults.md.
[[nodiscard]] int run_program(int argc, char** argv, bool sync_log);

}  // namespace varde::app
