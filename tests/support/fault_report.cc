#include "tests/support/fault_report.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string_view>
#include <utility>

namespace varde::test {
namespace {

constexpr auto kSayEvery = std::chrono::seconds(5);

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

bool long_form() { return variable("VARDE_FAULTS_LONG") == "1"; }

unsigned fault_seed() {
  const std::string given = variable("VARDE_FAULTS_SEED");
  return given.empty() ? std::random_device()() : static_cast<unsigned>(std::stoul(given));
}

std::filesystem::path memory_folder() {
  const std::filesystem::path shared = "/dev/shm";
  return ::access(shared.c_str(), W_OK) == 0 ? shared : std::filesystem::temp_directory_path();
}

Progress::Progress(std::string what, std::size_t rounds)
    : what_(std::move(what)), rounds_(rounds), said_(std::chrono::steady_clock::now()) {}

void Progress::done(std::size_t rounds, const Tally& so_far) {
  const auto now = std::chrono::steady_clock::now();
  if (!long_form() || now - said_ < kSayEvery) return;
  said_ = now;
  std::cerr << what_ << ": " << rounds << " of " << rounds_ << ", " << so_far << std::endl;
}

void report(const FaultReport& line) {
  const std::string file = variable("VARDE_FAULTS_REPORT");
  if (file.empty()) return;
  std::ofstream(file, std::ios::app)
      << line.fault << '\t' << (line.control ? "control" : "test") << '\t' << line.what << '\t'
      << line.rounds << '\t' << line.tally.acknowledged << '\t' << line.tally.lost << '\t'
      << line.tally.twice << '\n';
}

}  // namespace varde::test
