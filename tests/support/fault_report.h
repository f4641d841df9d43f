// What the fault tests share: how long they run, what they say meanwhile, and what they have found.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

#include "tests/support/ack_oracle.h"

namespace varde::test {

// True if VARDE_FAULTS_LONG=1: then the rounds that docs/internals/faults.md promises; else as many
// as fit into every run of the tests.
[[nodiscard]] bool long_form();

// `in_short` or `in_long`, as the form is.
template <class Number>
[[nodiscard]] Number rounds(Number in_short, Number in_long) {
  return long_form() ? in_long : in_short;
}

// A seed of its own for each run, or VARDE_FAULTS_SEED, to see a failure again.
[[nodiscard]] unsigned fault_seed();

// A folder in memory, where there is one: for what a test reads and writes a thousand times over,
// and whose disk is a simulated one.
[[nodiscard]] std::filesystem::path memory_folder();

// Says every few seconds, on standard error and in the long form only, how far a test has come.
// Thread safety: one thread.
class Progress {
 public:
  Progress(std::string what, std::size_t rounds);
  void done(std::size_t rounds, const Tally& so_far);

 private:
  const std::string what_;
  const std::size_t rounds_;
  std::chrono::steady_clock::time_point said_;
};

// One line of the table that tools/faults prints, added to the file that VARDE_FAULTS_REPORT names;
// without one, nothing happens.
struct FaultReport {
  std::string fault;  // "F2".
  std::string what;   // A few words.
  std::size_t rounds = 0;
  Tally tally;
  bool control = false;  // A negative control: it must lose.
};
void report(const FaultReport& line);

}  // namespace varde::test
