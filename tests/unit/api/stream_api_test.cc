// The stream, over a real WebSocket.
#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <set>
#include <variant>

#include "tests/support/eventually.h"
#include "tests/unit/api/server_bench.h"

namespace varde::test {
namespace {

namespace json = boost::json;

std::string position(const json::object& frame) {
  const char* kind = frame.contains("snapshot") ? "snapshot" : "delta";
  return std::string(frame.at(kind).as_object().at("log_position").as_string());
}

std::vector<std::string> names(const json::object& body) {
  std::vector<std::string> all;
  for (const auto& alarm : body.at("alarms").as_array()) {
    all.emplace_back(alarm.as_object().at("name").as_string());
  }
  return all;
}

using Names = std::vector<std::string>;

TEST_CASE("a console hears the queue, then what changes, and a heartbeat each second", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  StreamClient stream = bench.stream(bench.log_in("kari"));
  REQUIRE(stream.status() == 101);
  const auto snapshot = stream.news();
  REQUIRE(snapshot.has_value());
  CHECK(snapshot->at("snapshot").as_object().at("log_id").as_string() ==
        bench.broker.log().id().c_str());

  bench.broker.send(device("button-1"), signal(SignalKind::HelpCall));

  const auto delta = stream.news();
  REQUIRE(delta.has_value());
  CHECK(names(delta->at("delta").as_object()) == Names{"Astrid Lien"});
  CHECK(delta->at("delta").as_object().at("from").as_string() == position(*snapshot).c_str());
  const auto start = std::chrono::steady_clock::now();
  int heartbeats = 0;
  while (heartbeats < 3) {
    const auto frame = stream.next();
    REQUIRE(frame.has_value());
    if (frame->contains("heartbeat")) ++heartbeats;
  }
  CHECK(std::chrono::steady_clock::now() - start < 4s);
}

TEST_CASE("a press is on the screen of all consoles", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  // All before the first stream: one that is not read for long is closed.
  const std::vector cookies{bench.log_in("kari"), bench.log_in("kari"), bench.log_in("kari")};
  std::vector<std::unique_ptr<StreamClient>> consoles;
  for (std::size_t i = 0; i < 50; ++i) {
    const std::string& cookie = cookies[i % cookies.size()];
    consoles.push_back(std::make_unique<StreamClient>(bench.port(), "/api/v1/stream",
                                                      Headers{{"Cookie", cookie}}));
    REQUIRE(consoles.back()->news().has_value());
  }

  bench.broker.send(device("button-1"), signal(SignalKind::HelpCall));

  for (auto& console : consoles) {
    const auto delta = console->news();
    REQUIRE(delta.has_value());
    CHECK(names(delta->at("delta").as_object()) == Names{"Astrid Lien"});
  }
}

TEST_CASE("other municipalities' alarms are not streamed", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.broker.send(device("smoke-1"), signal(SignalKind::Smoke));
  StreamClient siri = bench.stream(bench.log_in("siri"));
  CHECK(names(siri.news()->at("snapshot").as_object()).empty());

  bench.broker.send(device("button-1"), signal(SignalKind::HelpCall));
  bench.broker.send(device("button-1", "sorvik"), signal(SignalKind::HelpCall));

  CHECK(names(siri.news()->at("delta").as_object()) == Names{"Peder Vik"});
}

TEST_CASE("a console that was away hears what it missed, and nothing else", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");
  std::string left_at;
  {
    StreamClient before = bench.stream(cookie);
    bench.broker.send(device("smoke-1"), signal(SignalKind::Smoke));
    std::optional<json::object> frame = before.news();
    while (names(frame->contains("delta") ? frame->at("delta").as_object()
                                          : frame->at("snapshot").as_object())
               .empty()) {
      frame = before.news();
      REQUIRE(frame.has_value());
    }
    left_at = position(*frame);
  }
  bench.broker.send(device("button-1"), signal(SignalKind::HelpCall));
  const std::string resume = "?from=" + left_at + "&log=" + bench.broker.log().id();

  StreamClient back = bench.stream(cookie, resume);
  const auto delta = back.news();
  REQUIRE(delta.has_value());
  REQUIRE(delta->contains("delta"));
  CHECK(delta->at("delta").as_object().at("from").as_string() == left_at.c_str());
  CHECK(names(delta->at("delta").as_object()) == Names{"Astrid Lien"});

  StreamClient stranger = bench.stream(cookie, "?from=" + left_at + "&log=another");
  CHECK(stranger.news()->contains("snapshot"));
  StreamClient lost = bench.stream(cookie, "?from=999999&log=" + bench.broker.log().id());
  CHECK(lost.news()->contains("snapshot"));
  CHECK(bench.stream(cookie, "?from=here").status() == 400);
}

TEST_CASE("one who reads slowly gets few large deltas and is told the newest", "[api]") {
  const TempDir dir;
  // So long that only the reading is slow, however slow the machine is.
  ServerBench bench(dir, [](api::ServerOptions& options) { options.limits.stream_silence = 60s; });
  StreamClient slow = bench.stream(bench.log_in("kari"));
  REQUIRE(slow.news().has_value());

  // Not read for a while: far more than what the sockets on the way can hold.
  for (int round = 0; round < 20; ++round) bench.broker.send_strangers(500, "nordlia");

  std::size_t frames = 0;
  std::size_t largest = 0;
  std::set<std::string> seen;
  while (seen.size() < 500) {
    const auto frame = slow.news();
    REQUIRE(frame.has_value());
    ++frames;
    const json::object& body =
        frame->at(frame->contains("delta") ? "delta" : "snapshot").as_object();
    largest = std::max(largest, body.at("alarms").as_array().size());
    for (const auto& alarm : body.at("alarms").as_array()) {
      seen.insert(std::string(alarm.as_object().at("id").as_string()));
    }
  }
  CHECK(frames < 500);
  CHECK(largest > 10);
}

TEST_CASE("a client that speaks is disconnected", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  StreamClient stream = bench.stream(bench.log_in("kari"));
  REQUIRE(stream.news().has_value());

  stream.send(R"({"claim": 1})");

  while (stream.next().has_value()) {
  }
  CHECK(stream.close_code() == 1008);
}

TEST_CASE("a client that does not answer pings is disconnected and no longer present", "[api]") {
  const TempDir dir;
  ServerBench bench(dir,
                    [](api::ServerOptions& options) { options.limits.stream_silence = 300ms; });
  StreamClient dead = bench.stream(bench.log_in("kari"));  // Reads nothing, so no pongs either.
  REQUIRE(dead.status() == 101);
  const std::string cookie = bench.log_in("nils");
  const auto streams = [&] {
    const std::string metrics = bench.ask("", "GET", "/metrics").body;
    const std::size_t at = metrics.find("\nvarde_streams ");
    return metrics.substr(at + 15, metrics.find('\n', at + 1) - at - 15);
  };

  CHECK(eventually([&] { return streams() == "0"; }, 5s));
}

TEST_CASE("a client that answers pings stays connected", "[api]") {
  const TempDir dir;
  ServerBench bench(dir,
                    [](api::ServerOptions& options) { options.limits.stream_silence = 300ms; });
  StreamClient alive = bench.stream(bench.log_in("kari"));

  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - start < 1'500ms) {
    REQUIRE(alive.next().has_value());
  }
}

TEST_CASE("streams beyond the limit are turned away", "[api]") {
  const TempDir dir;
  ServerBench bench(dir, [](api::ServerOptions& options) { options.limits.streams = 1; });
  const std::string cookie = bench.log_in("kari");
  StreamClient first = bench.stream(cookie);
  REQUIRE(first.news().has_value());

  StreamClient second = bench.stream(cookie);

  CHECK_FALSE(second.news().has_value());
  CHECK(second.close_code() == 1013);
}

TEST_CASE("streams of one log-in beyond its limit are turned away, another's are not", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");
  std::deque<StreamClient> streams;
  for (int i = 0; i < 20; ++i) {
    streams.emplace_back(bench.port(), "/api/v1/stream", Headers{{"Cookie", cookie}});
    REQUIRE(streams.back().news().has_value());
  }

  StreamClient more = bench.stream(cookie);
  StreamClient other = bench.stream(bench.log_in("kari"));

  CHECK_FALSE(more.news().has_value());
  CHECK(more.close_code() == 1013);
  CHECK(other.news().has_value());
}

TEST_CASE("without a WebSocket the stream says what it wants", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");

  CHECK(bench.ask(cookie, "GET", "/api/v1/stream").status == 426);
  CHECK(StreamClient(bench.port(), "/api/v1/alarms", {{"Cookie", cookie}}).status() == 400);
  CHECK(StreamClient(bench.port(), "/api/v1/stream", {}).status() == 401);
}

TEST_CASE("the server stops with streams open and requests under way", "[api]") {
  const TempDir dir;
  std::optional<ServerBench> bench;
  bench.emplace(dir);
  StreamClient stream = bench->stream(bench->log_in("kari"));
  REQUIRE(stream.news().has_value());
  HttpClient idle(bench->port());
  REQUIRE(idle.request("GET", "/healthz").status == 200);

  bench.reset();

  while (stream.next().has_value()) {
  }
  CHECK(idle.closed());
}

// How often a console was lost, as the log tells.
std::ptrdiff_t losses(const eventlog::EventLog& log) {
  const auto events = log.read(LogPosition(1), 1'000);
  REQUIRE(events.has_value());
  return std::ranges::count_if(*events, [](const eventlog::StoredEvent& stored) {
    return std::holds_alternative<core::ConsoleLost>(stored.event.body);
  });
}

TEST_CASE("a server that stops leaves its consoles present, with their claims", "[api]") {
  const TempDir dir;
  std::optional<ServerBench> bench;
  bench.emplace(dir, [](api::ServerOptions& options) { options.limits.stream_silence = 60s; });
  const std::string cookie = bench->log_in("kari");
  const std::string id = bench->raise();
  StreamClient stream = bench->stream(cookie);  // Open until after the server has stopped.
  REQUIRE(stream.news().has_value());
  REQUIRE(bench->ask(cookie, "POST", "/api/v1/alarms/" + id + "/claim").status == 200);

  bench.reset();
  const BrokerBench after(dir);

  REQUIRE(after.recovered().consoles.size() == 1);
  CHECK_FALSE(after.recovered().consoles.begin()->second.gone_at.has_value());
  CHECK(after.recovered().alarms.open().begin()->second.owner == UserId("kari"));
}

TEST_CASE("a console that closes its stream while the server runs is lost", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  StreamClient stream = bench.stream(bench.log_in("kari"));
  REQUIRE(stream.news().has_value());

  stream.close();

  CHECK(eventually([&] { return losses(bench.broker.log()) == 1; }));
}

}  // namespace
}  // namespace varde::test
