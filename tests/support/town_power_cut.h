// The power goes in a town: thousands of hubs say so within seconds while some of the people who
// live there press their buttons, and several operators look at their consoles. Everything is real:
// varded, a connection to each hub, the consoles' streams.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "tests/support/town_console.h"

namespace varde::test {

struct PowerCutPlan {
  std::size_t hubs = 10'000;
  std::size_t presses = 20;  // Each by another person, whose hub loses the mains as well.
  std::size_t consoles = 3;
  std::chrono::milliseconds within = std::chrono::seconds(10);
  unsigned seed = 1;  // Who presses, and when which hub speaks.
};

struct PowerCutReport {
  // From each press to each console, in milliseconds: until it stands above all that is no call for
  // help. With nothing else going on, and in the power cut. Fewer than presses x consoles: the rest
  // did not come within a minute.
  std::vector<double> idle_ms;
  std::vector<double> cut_ms;

  double connected_s = 0;     // Until all hubs were connected.
  double published_s = 0;     // From the first message of the cut to the last.
  double acknowledged_s = 0;  // From the first message of the cut to the last acknowledgement.
  double slowest_ack_ms = 0;  // Of one message of the cut.

  Rows most;                    // On any console at any time of the cut, each for itself.
  Rows at_end;                  // On the fullest console.
  Rows asked;                   // What a request for the queue answers at the end.
  bool call_was_below = false;  // Of something that is no call, on any console at any time.

  // In the log afterwards.
  std::size_t hubs_without_mains = 0;  // Different ones that said so.
  std::size_t mains_alarms = 0;
  std::size_t calls = 0;  // Alarms of the presses in the cut.
};

// Throws std::runtime_error where something that has nothing to do with the figures goes wrong,
// such as a message that is refused.
[[nodiscard]] PowerCutReport cut_power(const PowerCutPlan& plan);

}  // namespace varde::test
