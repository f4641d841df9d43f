#include "broker/eventlog/watermark.h"

#include <atomic>

#include "broker/eventlog/folder.h"
#include "broker/eventlog/sha256.h"
#include "tests/support/eventually.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/eventlog/log_fixture.h"

using namespace varde;
using eventlog::LogErrorCode;
using eventlog::Watermark;

namespace {

Watermark example() {
  return {"00112233445566778899aabbccddeeff", LogPosition(42),
          eventlog::bytes_of(eventlog::sha256("record 42"))};
}

// A closed log of 20 events.
std::filesystem::path closed_log(const test::TempDir& folder) {
  const auto log = test::open(folder.path() / "log");
  test::append(*log, test::messages(1, 20));
  return folder.path() / "log";
}

}  // namespace

TEST_CASE("a watermark reads back as it was written", "[eventlog]") {
  const Watermark none{"id", {}, {}};

  CHECK(eventlog::parse_watermark(eventlog::format(example())) == example());
  CHECK(eventlog::parse_watermark(eventlog::format(none)) == none);
}

TEST_CASE("a watermark with any bit changed is none", "[eventlog]") {
  const std::string text = eventlog::format(example());
  std::size_t accepted = 0;
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    if (eventlog::parse_watermark(changed)) accepted += 1;
  }
  for (std::size_t size = 0; size < text.size(); ++size) {
    if (eventlog::parse_watermark(std::string_view(text).substr(0, size))) accepted += 1;
  }
  CHECK(accepted == 0);
}

TEST_CASE("the watermark stands at the end of a closed log", "[eventlog]") {
  const test::TempDir folder;

  const auto watermark = eventlog::read_watermark(closed_log(folder));

  REQUIRE(watermark.has_value());
  REQUIRE(watermark->has_value());
  CHECK((*watermark)->position == LogPosition(20));
}

TEST_CASE("the watermark follows an open log within seconds", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());
  test::append(*log, test::messages(1, 3));
  test::append(*log, test::messages(4, 3));

  CHECK(test::eventually([&] {
    const auto watermark = eventlog::read_watermark(folder.path());
    return watermark && *watermark && (*watermark)->position == LogPosition(6);
  }));
}

TEST_CASE("a log shorter than its watermark is refused by name", "[eventlog]") {
  const test::TempDir folder;
  const auto log = closed_log(folder);
  Watermark watermark = **eventlog::read_watermark(log);
  watermark.position = LogPosition(21);
  REQUIRE(eventlog::write_watermark(log, watermark).has_value());

  CHECK(test::refusal(log).code == LogErrorCode::ShorterThanWatermark);
  CHECK(eventlog::verify(log).error().code == LogErrorCode::ShorterThanWatermark);
}

TEST_CASE("a log whose database is gone is refused by name, not made anew", "[eventlog]") {
  const test::TempDir folder;
  const auto log = closed_log(folder);
  std::filesystem::remove_all(log / "db");

  CHECK(test::refusal(log).code == LogErrorCode::ShorterThanWatermark);
  CHECK(eventlog::verify(log).error().code == LogErrorCode::ShorterThanWatermark);
  CHECK_FALSE(std::filesystem::exists(log / "db"));
}

TEST_CASE("a log that differs from its watermark is refused by name", "[eventlog]") {
  const test::TempDir folder;
  const auto log = closed_log(folder);
  Watermark watermark = **eventlog::read_watermark(log);
  SECTION("another record stands there") {
    watermark.sha256 = eventlog::bytes_of(eventlog::sha256("another"));
    REQUIRE(eventlog::write_watermark(log, watermark).has_value());
  }
  SECTION("another log's watermark") {
    watermark.log_id = std::string(32, '0');
    REQUIRE(eventlog::write_watermark(log, watermark).has_value());
  }
  SECTION("a damaged watermark") {
    test::put_content(eventlog::watermark_in(log), "varde watermark 1\nlog");
  }
  SECTION("no watermark") { std::filesystem::remove(eventlog::watermark_in(log)); }

  CHECK(test::refusal(log).code == LogErrorCode::DiffersFromWatermark);
  CHECK(eventlog::verify(log).error().code == LogErrorCode::DiffersFromWatermark);
}

TEST_CASE("a refused log opens under a new name once its loss is accepted", "[eventlog]") {
  const test::TempDir folder;
  const auto log = closed_log(folder);
  const std::string id = test::open(log)->id();
  Watermark watermark = **eventlog::read_watermark(log);
  watermark.position = LogPosition(25);
  REQUIRE(eventlog::write_watermark(log, watermark).has_value());
  REQUIRE(test::refusal(log).code == LogErrorCode::ShorterThanWatermark);

  const auto accepted = eventlog::accept_loss(log);

  REQUIRE(accepted.has_value());
  CHECK(accepted->end == LogPosition(20));
  const auto opened = test::open(log);
  CHECK(opened->id() != id);
  CHECK(test::all(*opened) == test::messages(1, 20));
}

TEST_CASE("the loss of an open log cannot be accepted", "[eventlog]") {
  const test::TempDir folder;
  const auto log = test::open(folder.path());

  CHECK(eventlog::accept_loss(folder.path()).error().code == LogErrorCode::InUse);
}

TEST_CASE("a watermark that cannot be written is told, and the log goes on", "[eventlog]") {
  const test::TempDir folder;
  std::atomic<int> told = 0;
  eventlog::OpenOptions options;
  options.folder = folder.path() / "log";
  options.create = true;
  options.watermark_failed = [&](const eventlog::LogError&) { told += 1; };
  const auto log = std::move(*eventlog::open_event_log(options));
  // A folder in the way of the new watermark file.
  std::filesystem::create_directory(options.folder / "watermark.new");

  test::append(*log, test::messages(1, 1));
  CHECK(test::eventually([&] { return told > 0; }));
  test::append(*log, test::messages(2, 1));

  std::filesystem::remove(options.folder / "watermark.new");
  CHECK(test::eventually(
      [&] { return (*eventlog::read_watermark(options.folder))->position == LogPosition(2); }));
}
