#include "tests/support/temp_dir.h"
#include "tests/unit/eventlog/log_fixture.h"

using namespace varde;
using eventlog::LogErrorCode;

TEST_CASE("what is appended is read back, in order", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path() / "log");
  const auto events = test::messages(1, 5);

  const auto token = log->append(events, LogPosition());

  REQUIRE(token.has_value());
  CHECK(token->durable_up_to() == LogPosition(5));
  CHECK(log->end() == LogPosition(5));
  CHECK(test::all(*log) == events);
}

TEST_CASE("reading begins where it is told and stops at its limit", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  test::append(*log, test::messages(1, 10));

  const auto middle = log->read(LogPosition(4), 3);
  const auto beyond = log->read(LogPosition(11), 3);

  REQUIRE(middle.has_value());
  REQUIRE(middle->size() == 3);
  CHECK(middle->front() == eventlog::StoredEvent{LogPosition(4), test::message(4)});
  CHECK(middle->back().position == LogPosition(6));
  REQUIRE(beyond.has_value());
  CHECK(beyond->empty());
}

TEST_CASE("a log that is opened again has all, and goes on", "[eventlog]") {
  const test::TempDir folder;
  std::string id;
  {
    const auto log = test::open(folder.path());
    id = log->id();
    test::append(*log, test::messages(1, 3));
  }

  const auto log = test::open(folder.path());

  CHECK(log->id() == id);
  CHECK(log->end() == LogPosition(3));
  test::append(*log, test::messages(4, 2));
  CHECK(test::all(*log) == test::messages(1, 5));
}

TEST_CASE("two logs have two names", "[eventlog]") {
  const test::TempDir folder;

  const std::string one = test::open(folder.path() / "one")->id();
  const std::string other = test::open(folder.path() / "other")->id();

  CHECK(one.size() == 32);
  CHECK(one != other);
}

TEST_CASE("an append that expects another end writes nothing", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  test::append(*log, test::messages(1, 2));
  const auto expected = GENERATE(LogPosition(0), LogPosition(1), LogPosition(3));

  const auto token = log->append(test::messages(3, 1), expected);

  REQUIRE(token.has_error());
  CHECK(token.error().code == LogErrorCode::UnexpectedEnd);
  CHECK(log->end() == LogPosition(2));
  CHECK(test::all(*log) == test::messages(1, 2));
}

TEST_CASE("appending nothing answers for what is durable already", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());

  const auto empty = log->append({}, LogPosition());
  REQUIRE(empty.has_value());
  CHECK(empty->durable_up_to().none());

  test::append(*log, test::messages(1, 2));
  const auto after = log->append({}, LogPosition(2));
  REQUIRE(after.has_value());
  CHECK(after->durable_up_to() == LogPosition(2));
}

TEST_CASE("a log is open for one writer at a time", "[eventlog]") {
  const test::TempDir folder;
  {
    const auto log = test::open(folder.path());
    CHECK(test::refusal(folder.path()).code == LogErrorCode::InUse);
  }
  CHECK_NOTHROW(test::open(folder.path()));
}

TEST_CASE("a log is made only where that is asked for", "[eventlog]") {
  const test::TempDir folder;
  eventlog::OpenOptions options;
  options.folder = folder.path() / "log";

  const auto absent = eventlog::open_event_log(options);

  REQUIRE(absent.has_error());
  CHECK(absent.error().code == LogErrorCode::NotALog);
  CHECK_FALSE(std::filesystem::exists(options.folder));
}

TEST_CASE("only its owner may look into a new log's folder", "[eventlog]") {
  const test::TempDir folder;
  test::open(folder.path() / "log");

  const auto rights = std::filesystem::status(folder.path() / "log").permissions();

  CHECK(rights == std::filesystem::perms::owner_all);
}

TEST_CASE("without sync a kill loses what was answered, as the tests want to show", "[eventlog]") {
  const test::TempDir folder;
  eventlog::OpenOptions options;
  options.folder = folder.path() / "log";
  options.create = true;
  options.sync = GENERATE(true, false);
  const auto log = std::move(*eventlog::open_event_log(options));
  test::append(*log, test::messages(1, 20));

  test::copy_folder(options.folder, folder.path() / "killed");
  const auto killed = test::open(folder.path() / "killed");

  CHECK((killed->end() == LogPosition(20)) == options.sync);
}

TEST_CASE("records of links come back after a restart, the newest value of each key",
          "[eventlog]") {
  const test::TempDir folder;
  const std::vector<eventlog::LinkRecord> first{{"mqtt/a", "1"}, {"mqtt/b", "2"}, {"z", "3"}};
  const std::vector<eventlog::LinkRecord> second{{"mqtt/a", "4"}, {"mqtt/b", std::nullopt}};
  {
    const auto log = test::open(folder.path());
    REQUIRE(log->append(test::messages(1, 1), LogPosition(), first).has_value());
    const auto token = log->append({}, LogPosition(1), second);
    REQUIRE(token.has_value());
    CHECK(token->durable_up_to() == LogPosition(1));
  }

  const auto log = test::open(folder.path());

  std::string all;
  const auto read =
      log->read_link_records("mqtt/", [&](std::string_view key, std::string_view value) {
        all += std::string(key) + "=" + std::string(value) + " ";
      });
  REQUIRE(read.has_value());
  CHECK(all == "mqtt/a=4 ");
  CHECK(test::all(*log) == test::messages(1, 1));
}
