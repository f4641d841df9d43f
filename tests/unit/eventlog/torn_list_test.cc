#include "broker/eventlog/torn_list.h"

#include <random>

#include "tests/support/temp_dir.h"
#include "tests/unit/eventlog/log_fixture.h"

using namespace varde;
using eventlog::LogErrorCode;

namespace {

// A closed log of 60 events whose list of files has an entry of its own for each of three openings.
struct Fixture {
  test::TempDir temporary;
  std::filesystem::path folder = temporary.path() / "log";
  std::filesystem::path list;
  std::string whole;

  Fixture() {
    for (std::uint64_t first = 1; first <= 60; first += 20)
      test::append(*test::open(folder), test::messages(first, 20));
    list = test::database_files(folder, "MANIFEST").back();
    whole = test::content(list);
  }
  Result<bool, eventlog::LogError> cut() {
    return eventlog::cut_torn_list(folder / "db", *eventlog::system_file_steps());
  }
};

}  // namespace

TEST_CASE("a whole list of files is left as it is", "[eventlog]") {
  Fixture fixture;

  CHECK(*fixture.cut() == false);

  CHECK(test::content(fixture.list) == fixture.whole);
}

TEST_CASE("what was being added to the list of files is cut off, and the log opens", "[eventlog]") {
  Fixture fixture;
  std::mt19937 random(11);
  std::string tail(GENERATE(as<std::size_t>{}, 1, 6, 7, 8, 300, 5'000), '\0');
  if (GENERATE(true, false)) {
    for (char& byte : tail) byte = static_cast<char>(random());
  }
  test::put_content(fixture.list, fixture.whole + tail);

  CHECK(*fixture.cut());

  CHECK(test::content(fixture.list) == fixture.whole);
  CHECK(test::all(*test::open(fixture.folder)) == test::messages(1, 60));
}

TEST_CASE("an entry that was torn in its middle is cut off whole", "[eventlog]") {
  Fixture fixture;
  std::string torn = fixture.whole;
  torn[torn.size() - 3] = '\x55';
  test::put_content(fixture.list, torn);

  CHECK(*fixture.cut());

  const std::string left = test::content(fixture.list);
  CHECK(left.size() < fixture.whole.size());
  CHECK(fixture.whole.starts_with(left));
}

TEST_CASE("damage before whole entries is no tear: it is left alone, and named", "[eventlog]") {
  Fixture fixture;
  std::string damaged = fixture.whole;
  const std::size_t where = GENERATE(as<std::size_t>{}, 0, 4, 5, 6, 9, 60);
  damaged[where] = static_cast<char>(damaged[where] ^ 0x01);
  test::put_content(fixture.list, damaged);

  CHECK(*fixture.cut() == false);

  CHECK(test::content(fixture.list) == damaged);
  CHECK(test::refusal(fixture.folder).code == LogErrorCode::DamagedRecord);
}

TEST_CASE("a folder without a list of files is left alone", "[eventlog]") {
  const test::TempDir folder;
  const auto steps = eventlog::system_file_steps();
  CHECK(*eventlog::cut_torn_list(folder.path(), *steps) == false);

  test::put_content(folder.path() / "CURRENT", "MANIFEST-000001\n");
  CHECK(*eventlog::cut_torn_list(folder.path(), *steps) == false);
}
