#include "broker/app/replay.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "broker/app/adapter_reload.h"
#include "tests/support/leak_adapter.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/app/adapter_site.h"

namespace varde::app {
namespace {

using namespace std::chrono_literals;

const std::string kSoaked = R"({"floor": "soaked"})";
const std::string kDry = R"({"floor": "dry"})";

}  // namespace

TEST_CASE("what is understood after a fix raises its alarm, once", "[app]") {
  AdapterSite site;
  site.hear(kSoaked);
  REQUIRE(site.undecoded() == 1);
  REQUIRE(site.leaks() == 0);
  site.mend();
  site.pass(10min);

  const auto first = site.replay();
  const auto second = site.replay();

  REQUIRE(first.has_value());
  CHECK(first->looked_at == 1);
  CHECK(first->replayed == 1);
  CHECK(first->as_history == 0);
  REQUIRE(second.has_value());
  CHECK(second->looked_at == 0);
  site.restart();
  CHECK(site.leaks() == 1);
  CHECK(site.undecoded() == 0);
  const auto received = site.all<core::MessageReceived>();
  REQUIRE(received.size() == 1);
  CHECK(received[0].raw.payload.empty());
  CHECK(received[0].replay_of == LogPosition(1));
}

TEST_CASE("what is too old comes in as history and raises nothing", "[app]") {
  AdapterSite site;
  site.hear(kSoaked);
  site.mend();
  site.pass(61min);

  const auto counts = site.replay();

  REQUIRE(counts.has_value());
  CHECK(counts->as_history == 1);
  site.restart();
  CHECK(site.leaks() == 0);
  CHECK(site.undecoded() == 0);
  const auto received = site.all<core::MessageReceived>();
  REQUIRE(received.size() == 1);
  CHECK(received[0].signals.at(0).history);
}

TEST_CASE("a message that is not understood now either stays undecoded", "[app]") {
  AdapterSite site;
  site.hear(kSoaked);

  const auto counts = site.replay();

  REQUIRE(counts.has_value());
  CHECK(counts->still == 1);
  CHECK(counts->replayed == 0);
  CHECK(site.undecoded() == 1);
  CHECK(site.all<core::MessageUndecodable>().size() == 1);
}

TEST_CASE("a condition that the device has told of since is only history", "[app]") {
  AdapterSite site;
  site.hear(kSoaked);
  site.pass(1min);
  site.hear(kDry);
  site.mend();
  site.pass(1min);

  REQUIRE(site.replay().has_value());

  site.restart();
  CHECK(site.leaks() == 0);
  CHECK(site.undecoded() == 0);
}

TEST_CASE("a replay is of the messages that are wanted, and tells how far it is", "[app]") {
  AdapterSite site;
  site.hear(kSoaked);
  site.mend();
  std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
  ReplayOptions options;
  options.progress = [&](std::uint64_t done, std::uint64_t of) { told.emplace_back(done, of); };
  options.wanted = [](const core::MessageUndecodable& message) {
    return message.failure.kind == core::DecodeFailureKind::Quarantined;
  };

  const auto counts = site.replay(options);

  REQUIRE(counts.has_value());
  CHECK(counts->looked_at == 0);
  CHECK(site.undecoded() == 1);
  CHECK(told.back() == std::pair<std::uint64_t, std::uint64_t>(1, 1));
}

TEST_CASE("a replay that is ended, or refused, goes on the next time", "[app]") {
  AdapterSite site;
  for (int i = 0; i < 3; ++i) {
    site.hear(kSoaked);
    site.pass(1min);
  }
  site.mend();
  std::stop_source stopped;
  stopped.request_stop();
  CHECK(site.replay({}, stopped.get_token()).has_error());
  site.engine().set_storage_low(true);
  CHECK(site.replay().has_error());
  REQUIRE(site.undecoded() > 0);

  site.engine().set_storage_low(false);
  REQUIRE(site.replay().has_value());

  site.restart();
  CHECK(site.undecoded() == 0);
  CHECK(site.leaks() == 1);
  CHECK(site.all<core::MessageReceived>().size() == 3);
}

TEST_CASE("a version whose fixtures fail is refused, and the one before it stays", "[app]") {
  const test::TempDir folder;
  test::write_leak_map(folder.path(), "1.0.0");
  LoadedAdapters loaded(folder.path(), {"leaky"});
  REQUIRE(loaded.load().at(0).result == LoadResult::Loaded);
  const auto before = loaded.adapters();
  CHECK(loaded.load().at(0).result == LoadResult::Unchanged);
  CHECK(loaded.adapters() == before);

  test::write_leak_map(folder.path(), "1.0.1", "x: active");
  test::write_file(folder.path() / "leaky/fixtures/wet.json",
                   R"({"name": "wet", "shows": ["alarm"], "topic": "leaky/a",
                       "payload": {"floor": "wet"},
                       "expect": [{"kind": "water_leak", "state": "fault"}]})");
  const auto refused = loaded.load().at(0);

  CHECK(refused.result == LoadResult::Refused);
  CHECK(refused.version == "1.0.0");
  CHECK_FALSE(refused.problems.empty());
  CHECK(loaded.adapters() == before);
  test::write_leak_map(folder.path(), "1.0.2", "x: active");
  CHECK(loaded.load().at(0).version == "1.0.2");
  CHECK(loaded.load({"leaky"}).at(0).result == LoadResult::Loaded);
}

}  // namespace varde::app
