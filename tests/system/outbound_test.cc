// Notifications through a kill: what was requested and not concluded goes again, with its key, and
// a receiver that is down delays no other.
//
// The notifications are written to the log before varded starts, as if it had been killed just
// after the commit.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include "tests/support/eventually.h"
#include "tests/support/http_receiver.h"
#include "tests/support/varded.h"
#include "tests/support/wall_clock.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kOfEach = 50;  // Notifications for each of the two receivers.
constexpr std::size_t kBeforeTheKill = 20;

core::Event event(Instant at, core::EventBody body) { return {at, std::nullopt, std::move(body)}; }

core::Event requested(std::uint64_t id, const std::string& receiver, Instant now) {
  core::Notify notify;
  notify.receiver = ReceiverId(receiver);
  notify.channel = core::Channel::Webhook;
  notify.alarm = AlarmId(1);
  return event(now, core::EffectRequested{{EffectId(id), now + 10min, notify}});
}

// A log with one help call and what is to be told of it.
void write_log(const std::filesystem::path& folder) {
  const Instant now = WallClock().now();
  core::AlarmRaised raised;
  raised.alarm = AlarmId(1);
  raised.municipality = MunicipalityId("nordlia");
  raised.position = PositionId("astrid");
  raised.type = core::AlarmType::HelpCall;
  raised.priority = core::Priority::Critical;
  raised.respond_by = now + 1min;
  std::vector<core::Event> events{event(now, raised)};
  for (std::uint64_t id = 1; id <= kOfEach; ++id) {
    events.push_back(requested(id, "good", now));
    events.push_back(requested(kOfEach + id, "down", now));
  }
  eventlog::OpenOptions open;
  open.folder = folder;
  open.create = true;
  const auto log = eventlog::open_event_log(open);
  REQUIRE(log.has_value());
  REQUIRE((*log)->append(events, LogPosition()).has_value());
}

std::string webhook(const std::string& id, std::uint16_t port) {
  return "  - {id: " + id + ", webhook: {url: \"http://127.0.0.1:" + std::to_string(port) +
         "/\", secret_file: secret}}";
}

std::map<std::string, std::size_t> times_by_key(const HttpReceiver& server) {
  std::map<std::string, std::size_t> times;
  for (const auto& request : server.received()) {
    times[request.headers.at("idempotency-key")] += 1;
  }
  return times;
}

std::map<std::uint64_t, std::vector<core::EffectOutcome>> conclusions(
    const std::filesystem::path& folder) {
  std::map<std::uint64_t, std::vector<core::EffectOutcome>> out;
  LogFollower(folder).follow([&](const eventlog::StoredEvent& stored) {
    const auto* concluded = std::get_if<core::EffectConcluded>(&stored.event.body);
    if (concluded != nullptr) out[concluded->effect.value()].push_back(concluded->outcome);
  });
  return out;
}

TEST_CASE("killed in the middle, every notification arrives, and with its key once", "[system]") {
  std::atomic<bool> first_life = true;
  HttpReceiver good([&](const ReceivedRequest&, std::size_t before) {
    return ScriptedReply{200, {}, {}, first_life && before >= kBeforeTheKill};
  });
  const std::uint16_t down_port = free_port();
  VardedOptions options;
  options.more_config = {"outbound:", webhook("good", good.port()), webhook("down", down_port)};
  Varded varded("varded", options);
  std::ofstream(varded.folder() / "secret") << "a secret of the two\n";
  const auto log = varded.folder() / "data" / "log";
  std::filesystem::create_directories(varded.folder() / "data");
  write_log(log);

  varded.start();
  REQUIRE(eventually([&] { return good.count() > kBeforeTheKill; }));
  varded.kill();
  first_life = false;
  varded.start();

  REQUIRE(eventually([&] { return times_by_key(good).size() == kOfEach; }));
  const std::string sent = "varde_outbound_sent_total{receiver=\"good\"}";
  CHECK(
      eventually([&] { return varded.metric("varde_outbound_waiting{receiver=\"good\"}") == 0; }));
  CHECK(varded.metric(sent).value_or(0) > 0);
  CHECK(varded.metric("varde_outbound_waiting{receiver=\"down\"}") == static_cast<double>(kOfEach));

  const HttpReceiver back({}, down_port);
  REQUIRE(eventually([&] { return times_by_key(back).size() == kOfEach; }, 90s));
  REQUIRE(eventually([&] { return conclusions(log).size() == 2 * kOfEach; }));
  CHECK(varded.stop() == 0);

  for (const auto& [effect, outcomes] : conclusions(log)) {
    CAPTURE(effect);
    CHECK(outcomes == std::vector{core::EffectOutcome::Delivered});
  }
  // What was concluded before the kill is not sent again; what was under way is, with its key.
  const auto times = times_by_key(good);
  CHECK(std::ranges::count_if(times, [](const auto& one) { return one.second > 1; }) <= 8);
  for (const auto& [key, count] : times_by_key(back)) {
    CAPTURE(key);
    CHECK(count == 1);
  }
}

}  // namespace
}  // namespace varde::test
