// docs/reference/refusals.md says what the program does.
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "broker/api/problem.h"
#include "broker/core/refusal.h"

namespace varde::test {
namespace {

struct Row {
  std::string name;
  unsigned status = 0;
};

// The rows of the table whose first cell is a number.
std::map<int, Row> rows_of_page() {
  std::ifstream page(VARDE_SOURCE_DIR "/docs/reference/refusals.md");
  REQUIRE(page.is_open());
  std::map<int, Row> rows;
  for (std::string line; std::getline(page, line);) {
    std::istringstream cells(line);
    char bar = 0;
    int number = 0;
    Row row;
    if (cells >> bar >> number >> bar >> row.name >> bar >> row.status) {
      REQUIRE(rows.emplace(number, row).second);
    }
  }
  return rows;
}

TEST_CASE("every refusal is on its page, with its name and status", "[api]") {
  const auto rows = rows_of_page();

  for (int number = 1; number <= static_cast<int>(core::kLastRefusal); ++number) {
    const auto refusal = static_cast<core::Refusal>(number);
    CAPTURE(number);
    REQUIRE(rows.contains(number));
    CHECK(rows.at(number).name == core::name(refusal));
    CHECK(rows.at(number).status == api::status_of(refusal));
    CHECK_FALSE(api::meaning_of(refusal).empty());
  }
  CHECK(rows.size() == static_cast<std::size_t>(core::kLastRefusal));
}

}  // namespace
}  // namespace varde::test
