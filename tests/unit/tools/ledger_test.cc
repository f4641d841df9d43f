#include "tools/varde/sim/ledger.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/temp_dir.h"
#include "tools/varde/command.h"

namespace varde::cli {
namespace {

const core::DeviceRef kDevice{MunicipalityId("nordlia"), DeviceId("alarm-0114")};

MessageKey key(std::uint64_t sequence, const std::string& boot = "run") {
  return {kDevice, boot, sequence};
}

eventlog::StoredEvent received(std::uint64_t sequence) {
  core::Signal signal;
  signal.key = core::SignalKey{"run", sequence};
  core::MessageReceived body;
  body.device = kDevice;
  body.signals.push_back(signal);
  return {LogPosition(1), {{}, {}, body}};
}

}  // namespace

TEST_CASE("what is acknowledged and not in the log is told by its key", "[sim]") {
  Ledger ledger("", false);
  for (const std::uint64_t sequence : {1, 2, 3}) ledger.published(key(sequence), false, "");
  ledger.acknowledged(key(1));
  ledger.acknowledged(key(2));
  ledger.stored(received(1));
  ledger.stored(received(3));

  const auto lost = ledger.acknowledged_not_stored(10);

  REQUIRE(lost.size() == 1);
  CHECK(lost.front() == key(2));
  CHECK(ledger.totals().published == 3);
  CHECK(ledger.totals().acknowledged == 2);
  CHECK(ledger.totals().stored == 1);
}

TEST_CASE("a message counts once, in whatever order it is acknowledged and stored, and how often",
          "[sim]") {
  Ledger ledger("", false);
  ledger.published(key(1), false, "");
  ledger.published(key(2), false, "");

  ledger.stored(received(1));
  ledger.acknowledged(key(1));
  ledger.acknowledged(key(2));
  ledger.acknowledged(key(2));
  ledger.stored(received(2));
  ledger.stored(received(2));
  ledger.acknowledged(key(1));

  CHECK(ledger.totals().acknowledged == 2);
  CHECK(ledger.totals().stored == 2);
  CHECK(ledger.acknowledged_not_stored(10).empty());
}

TEST_CASE("an undecodable message is found in the log by its payload", "[sim]") {
  Ledger ledger("", false);
  ledger.published(key(1), false, "broken 1");
  ledger.published(key(2), false, "broken 2");
  ledger.acknowledged(key(1));
  ledger.acknowledged(key(2));
  core::MessageUndecodable body;
  body.raw.payload = "broken 1";

  ledger.stored({LogPosition(1), {{}, {}, body}});

  REQUIRE(ledger.acknowledged_not_stored(10).size() == 1);
  CHECK(ledger.acknowledged_not_stored(10).front() == key(2));
}

TEST_CASE("a press is seen once, by its own key or by a later one of the same run", "[sim]") {
  Ledger ledger("", true);
  for (const std::uint64_t sequence : {1, 2, 3}) ledger.published(key(sequence), true, "");

  ledger.seen(key(2));
  ledger.seen(key(2));
  CHECK(ledger.totals().presses_seen == 2);
  ledger.seen(key(9, "another run"));
  CHECK(ledger.totals().presses_seen == 2);
  ledger.seen(key(3));

  CHECK(ledger.totals().presses_seen == 3);
  CHECK(ledger.latencies().size() == 3);
}

TEST_CASE("a press that nobody has seen yet stays awaited after it was stored", "[sim]") {
  Ledger ledger("", true);
  ledger.published(key(1), true, "");
  ledger.acknowledged(key(1));
  ledger.stored(received(1));

  ledger.seen(key(1));

  CHECK(ledger.totals().presses_seen == 1);
}

TEST_CASE("the ack oracle holds each acknowledged key, and goes on with the file that is there",
          "[sim]") {
  const test::TempDir folder;
  const auto file = folder.path() / "acknowledged.txt";
  std::ofstream(file) << "before\n";
  Ledger ledger(file, false);
  ledger.published(key(1), false, "");
  ledger.published(key(2), false, "");
  ledger.acknowledged(key(2));

  ledger.sync();

  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  CHECK(text == "before\nnordlia alarm-0114 run 2\n");
}

TEST_CASE("an ack oracle that cannot be written is told at once", "[sim]") {
  CHECK_THROWS_AS(Ledger("/nowhere/acknowledged.txt", false), CannotError);
}

}  // namespace varde::cli
