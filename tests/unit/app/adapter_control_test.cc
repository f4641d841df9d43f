// What a running broker is asked of its adapters.
#include "broker/app/adapter_control.h"

#include <atomic>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>

#include "tests/unit/app/adapter_site.h"

namespace varde::app {
namespace {

namespace json = boost::json;

const std::string kSoaked = R"({"floor": "soaked"})";

// Understands no message until it has learned to.
class Learning final : public adapters::CompiledAdapter {
 public:
  struct School {
    std::atomic<bool> learned{false};
    std::atomic<int> asked{0};
  };
  explicit Learning(std::shared_ptr<School> school) : school_(std::move(school)) {}

  std::string_view id() const override { return "plant"; }
  std::vector<std::string> filters() const override { return {"plant/#"}; }
  bool reads(std::string_view topic) const override { return topic.starts_with("plant/"); }
  std::string order_of(std::string_view topic) const override { return std::string(topic); }
  adapters::CompiledAnswer decode(std::string_view /*topic*/, std::string_view /*payload*/,
                                  Instant /*now*/) override {
    school_->asked += 1;
    adapters::CompiledAnswer answer;
    answer.address = "n1";
    if (!school_->learned) {
      answer.failure = core::DecodeFailure{core::DecodeFailureKind::Malformed, "no birth"};
      return answer;
    }
    core::Signal leak;
    leak.kind = core::SignalKind::WaterLeak;
    leak.state = core::SignalState::Active;
    answer.signals.push_back({std::nullopt, leak});
    return answer;
  }

 private:
  const std::shared_ptr<School> school_;
};

struct Bench {
  std::shared_ptr<Learning::School> school = std::make_shared<Learning::School>();
  AdapterSite site{{{"plant", [school = school](const adapters::DeviceDirectory&,
                                                const adapters::DeviceStates&) {
                       return std::make_unique<Learning>(school);
                     }}}};

  json::object ask(const json::object& request) {
    return site.control().handle(
        request, [](const json::object&) {}, std::stop_token());
  }
};

// One message each of a compiled adapter, of a vendor's, and in Varde's own form, none of which is
// understood; then the two adapters have learned.
void hear_what_is_understood_later(Bench& bench) {
  bench.site.hear("birth", "plant/n1");
  bench.site.hear(kSoaked);
  bench.site.hear("]", "varde/v1/nordlia/button-1/signal");
  REQUIRE(bench.site.undecoded() == 3);
  bench.school->learned = true;
  bench.site.mend();
}

}  // namespace

TEST_CASE("a replay leaves out what compiled adapters said", "[app]") {
  Bench bench;
  hear_what_is_understood_later(bench);

  const json::object answer = bench.ask({{"request", "replay_undecoded"}});

  const json::object& counts = answer.at("replay").as_object();
  CHECK(counts.at("looked_at") == 2);  // The vendor's, and the one in Varde's own form.
  CHECK(counts.at("replayed") == 1);
  CHECK(counts.at("still_undecoded") == 1);
  CHECK(bench.school->asked == 1);  // A birth of old would take the place of the newest.
  bench.site.restart();
  CHECK(bench.site.undecoded() == 2);
  CHECK(bench.site.leaks() == 1);
}

TEST_CASE("a replay of one adapter is of its messages only", "[app]") {
  Bench bench;
  hear_what_is_understood_later(bench);

  const json::object answer = bench.ask({{"request", "replay_undecoded"}, {"adapter", "leaky"}});

  CHECK(answer.at("replay").at("looked_at") == 1);
  CHECK(answer.at("replay").at("replayed") == 1);
}

TEST_CASE("a compiled adapter is none that a replay can be asked for", "[app]") {
  Bench bench;
  hear_what_is_understood_later(bench);

  CHECK_THROWS_AS(bench.ask({{"request", "replay_undecoded"}, {"adapter", "plant"}}),
                  std::runtime_error);
  CHECK_THROWS_AS(bench.ask({{"request", "reload_adapters"}, {"adapters", json::array{"plant"}}}),
                  std::runtime_error);

  CHECK(bench.school->asked == 1);
}

}  // namespace varde::app
