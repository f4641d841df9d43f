#include "broker/app/fault.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>

namespace varde::app {
namespace {

std::vector<Fault> all_faults() {
  std::vector<Fault> faults;
  for (int i = 0; i <= static_cast<int>(kLastFault); ++i) faults.push_back(static_cast<Fault>(i));
  return faults;
}

}  // namespace

TEST_CASE("each fault has an exit code of its own that no success and no signal has", "[app]") {
  std::set<int> codes{0, 64, 70};  // Success, usage, fail-stop.

  for (const Fault fault : all_faults()) {
    CAPTURE(name(fault));
    CHECK(codes.insert(exit_code(fault)).second);
    CHECK(exit_code(fault) > 0);
    CHECK(exit_code(fault) < 128);
    CHECK_FALSE(remedy(fault).empty());
  }
}

TEST_CASE("the reference page has each fault by name with its exit code", "[app]") {
  std::ifstream in(VARDE_DOCS_FOLDER "/reference/faults.md");
  const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  REQUIRE_FALSE(page.empty());

  for (const Fault fault : all_faults()) {
    const std::string row =
        "| `" + std::string(name(fault)) + "` | " + std::to_string(exit_code(fault)) + " |";
    CAPTURE(row);
    CHECK(page.find(row) != std::string::npos);
  }
}

TEST_CASE("a fault of the log keeps its name", "[app]") {
  using eventlog::LogErrorCode;
  const auto code =
      GENERATE(LogErrorCode::Storage, LogErrorCode::InUse, LogErrorCode::UnexpectedEnd,
               LogErrorCode::ShorterThanWatermark, LogErrorCode::DiffersFromWatermark,
               LogErrorCode::DamagedRecord, LogErrorCode::BrokenChain, LogErrorCode::NotALog);

  CHECK(name(fault_of(code)) == eventlog::name(code));
}

}  // namespace varde::app
