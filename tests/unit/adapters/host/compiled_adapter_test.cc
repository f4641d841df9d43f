// Adapters in C++: they run in the broker itself, so what goes wrong in them must stay with them.
#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>

#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using core::DecodeFailureKind;

constexpr const char* kButton =
    "function normalize(m) { return [{kind: 'help_call', state: 'active'}]; }";

struct Asked {
  std::atomic<int> messages{0};
  std::atomic<int> link_ups{0};
};

// Reads all under `plant/`. A payload that begins with "throw" is more than it can take, and so is
// the link "broken".
class Fragile final : public adapters::CompiledAdapter {
 public:
  explicit Fragile(std::shared_ptr<Asked> asked) : asked_(std::move(asked)) {}

  std::string_view id() const override { return "fragile"; }
  std::vector<std::string> filters() const override { return {"plant/#"}; }
  bool reads(std::string_view topic) const override { return topic.starts_with("plant/"); }
  std::string order_of(std::string_view topic) const override { return std::string(topic); }
  adapters::CompiledAnswer decode(std::string_view topic, std::string_view payload,
                                  Instant /*now*/) override {
    asked_->messages += 1;
    if (payload == "throw") throw std::out_of_range("metric 7\nof 3");
    if (payload == "throw 7") throw 7;
    adapters::CompiledAnswer answer;
    answer.address = std::string(topic.substr(6));
    if (payload == "bad") {
      answer.failure = core::DecodeFailure{DecodeFailureKind::Malformed, "bad"};
    } else {
      answer.signals.push_back({std::nullopt, signal(SignalKind::HelpCall)});
    }
    return answer;
  }
  std::vector<adapters::Publish> on_link_up(Instant /*now*/) override {
    asked_->link_ups += 1;
    throw std::runtime_error("no node");
  }

 private:
  const std::shared_ptr<Asked> asked_;
};

struct Bench {
  explicit Bench(HostSetup setup = {}) : host(with_fragile(std::move(setup))) {}

  HostSetup with_fragile(HostSetup setup) const {
    const MunicipalityId nordlia("nordlia");
    for (const auto& each : setup.adapters) {
      setup.uses.push_back({each->manifest.id, nordlia, "", {}});
    }
    setup.uses.push_back({"fragile", nordlia, "", {}});
    setup.compiled.push_back(
        [asked = asked](const adapters::DeviceDirectory&, const adapters::DeviceStates&) {
          return std::make_unique<Fragile>(asked);
        });
    return setup;
  }

  DecodeFailureKind fails(const std::string& payload) {
    return failure_of(host.decode("plant/pump", payload));
  }

  std::shared_ptr<Asked> asked = std::make_shared<Asked>();
  HostBench host;
};

std::vector<core::Event> link_is_up() {
  core::LinkChanged change;
  change.link = LinkId("mosquitto");
  change.up = true;
  return {{at(0s), std::nullopt, change}};
}

}  // namespace

TEST_CASE("an exception in a compiled adapter costs the message it was thrown at, which is kept",
          "[adapter_host]") {
  Bench bench;

  const auto threw = bench.host.decode("plant/pump", "throw");
  const auto threw_a_number = bench.host.decode("plant/pump", "throw 7");
  const auto next = bench.host.decode("plant/pump", "well");

  CHECK(failure_of(threw) == DecodeFailureKind::CodecStopped);
  CHECK(threw.raw.payload == "throw");
  CHECK(threw.device == core::DeviceRef());
  const std::string& reason = std::get<core::DecodeFailure>(threw.content).reason;
  CHECK(reason.find("metric 7") != std::string::npos);
  CHECK(reason.find('\n') == std::string::npos);
  CHECK(failure_of(threw_a_number) == DecodeFailureKind::CodecStopped);
  CHECK(signals_of(next).at(0).kind == SignalKind::HelpCall);
  const auto counters = bench.host.host().counters();
  CHECK(counters.decoded == 3);
  CHECK(counters.failed == 2);
  CHECK(counters.waiting_bulk == 0);
  CHECK(bench.host.changes().empty());
}

TEST_CASE("a compiled adapter that throws three times in a row is asked no more, and others are",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "help", kButton)};
  Bench bench(std::move(setup));

  for (int i = 0; i < 3; ++i) CHECK(bench.fails("throw") == DecodeFailureKind::CodecStopped);
  const auto fourth = bench.host.decode("plant/pump", "well");

  CHECK(failure_of(fourth) == DecodeFailureKind::Quarantined);
  CHECK(fourth.raw.payload == "well");
  CHECK(bench.asked->messages == 3);
  REQUIRE(bench.host.changes().size() == 1);
  CHECK(bench.host.changes()[0].adapter == AdapterId("fragile"));
  CHECK(bench.host.changes()[0].quarantined);
  CHECK(bench.host.host().counters().quarantined == 1);
  CHECK(signals_of(bench.host.decode("help/kari", "press")).size() == 1);
}

TEST_CASE("a compiled adapter that answers in between stays in use, also if it does not understand",
          "[adapter_host]") {
  const std::string between = GENERATE("well", "bad");
  CAPTURE(between);
  Bench bench;

  for (int i = 0; i < 3; ++i) {
    CHECK(bench.fails("throw") == DecodeFailureKind::CodecStopped);
    CHECK(bench.fails("throw") == DecodeFailureKind::CodecStopped);
    (void)bench.host.decode("plant/pump", between);
  }

  CHECK(bench.host.changes().empty());
  CHECK(bench.host.host().counters().quarantined == 0);
}

TEST_CASE("an exception when a link comes up counts as one at a message", "[adapter_host]") {
  Bench bench;
  bench.host.host().committed(link_is_up());
  CHECK(bench.fails("throw") == DecodeFailureKind::CodecStopped);

  CHECK(bench.fails("throw") == DecodeFailureKind::CodecStopped);
  CHECK(bench.fails("well") == DecodeFailureKind::Quarantined);
  bench.host.host().committed(link_is_up());
  CHECK(bench.fails("well") == DecodeFailureKind::Quarantined);

  CHECK(bench.asked->link_ups == 1);
  CHECK(bench.host.published().empty());
}

TEST_CASE("what a compiled adapter reads goes by the bulk lane, whatever it says",
          "[adapter_host]") {
  // Given a lane with room for one message, which waits for its turn.
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "help", kButton)};
  setup.devices = {vendor_device("button-1", "help", "kari", "button"),
                   vendor_device("panel", "fragile", "panel", "button")};
  setup.most_messages = 1;
  Bench bench(std::move(setup));
  bench.host.keep_turns();
  REQUIRE(signals_of(bench.host.decode("plant/panel", "press"))[0].kind == SignalKind::HelpCall);

  REQUIRE(bench.host.send("plant/panel", "press"));

  CHECK(bench.host.host().counters().waiting_bulk == 1);
  CHECK(bench.host.host().counters().waiting_urgent == 0);
  CHECK_FALSE(bench.host.send("plant/other", "press"));
  CHECK(bench.host.send("help/kari", "press"));  // A flood of telemetry takes no button's room.
  CHECK(bench.host.wait_for(2)[1].device == device("button-1"));
}

}  // namespace varde::test
