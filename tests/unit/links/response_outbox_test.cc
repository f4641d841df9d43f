#include "broker/links/response_outbox.h"

#include <catch2/catch.hpp>
#include <vector>

namespace varde::links {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{};

core::Effect notice(std::uint64_t id, Duration expires_in = 60s) {
  return {EffectId(id), kStart + expires_in, core::TellDevice{}};
}

struct Bench {
  std::vector<std::uint64_t> sent;
  std::vector<core::ConcludeEffect> concluded;
  ResponseOutbox outbox{{[this](const core::Effect& effect) { sent.push_back(effect.id.value()); },
                         [this](core::ConcludeEffect effect) { concluded.push_back(effect); }}};
};

}  // namespace

TEST_CASE("a notice waits for the external broker and is delivered once", "[links]") {
  Bench bench;
  bench.outbox.add(notice(1), kStart);
  REQUIRE(bench.sent.empty());

  bench.outbox.open(kStart);
  REQUIRE(bench.sent == std::vector<std::uint64_t>{1});
  bench.outbox.published(1, "", kStart);
  bench.outbox.published(1, "", kStart);

  REQUIRE(bench.concluded.size() == 1);
  CHECK(bench.concluded[0].outcome == core::EffectOutcome::Delivered);
  CHECK(bench.outbox.size() == 0);
}

TEST_CASE("a notice that the external broker refuses has failed, with its reason", "[links]") {
  Bench bench;
  bench.outbox.open(kStart);
  bench.outbox.add(notice(1), kStart);

  bench.outbox.published(1, "Not authorized", kStart);

  REQUIRE(bench.concluded.size() == 1);
  CHECK(bench.concluded[0].outcome == core::EffectOutcome::Failed);
  CHECK(bench.concluded[0].detail == "Not authorized");
}

TEST_CASE("a notice that the external broker never answers expires and makes room", "[links]") {
  Bench bench;
  bench.outbox.open(kStart);
  bench.outbox.add(notice(1), kStart);

  bench.outbox.expire(kStart + 60s);
  bench.outbox.published(1, "", kStart + 61s);

  REQUIRE(bench.concluded.size() == 1);
  CHECK(bench.concluded[0].outcome == core::EffectOutcome::Expired);
  CHECK(bench.outbox.size() == 0);
}

TEST_CASE("what was under way when the connection went is sent again, in order", "[links]") {
  Bench bench;
  bench.outbox.open(kStart);
  bench.outbox.add(notice(1), kStart);
  bench.outbox.add(notice(2), kStart);

  bench.outbox.close();
  bench.outbox.add(notice(3), kStart);
  bench.outbox.open(kStart);

  CHECK(bench.sent == std::vector<std::uint64_t>{1, 2, 1, 2, 3});
  CHECK(bench.concluded.empty());
}

TEST_CASE("a notice that nobody needs any more is not sent", "[links]") {
  Bench bench;
  bench.outbox.add(notice(1, 10s), kStart);

  bench.outbox.open(kStart + 10s);

  CHECK(bench.sent.empty());
  REQUIRE(bench.concluded.size() == 1);
  CHECK(bench.concluded[0].outcome == core::EffectOutcome::Expired);
}

TEST_CASE("notices beyond the limit fail, and the window is never exceeded", "[links]") {
  Bench bench;
  bench.outbox.open(kStart);
  for (std::uint64_t id = 1; id <= ResponseOutbox::kLargest + 1; ++id) {
    bench.outbox.add(notice(id), kStart);
  }

  CHECK(bench.sent.size() == ResponseOutbox::kWindow);
  REQUIRE(bench.concluded.size() == 1);
  CHECK(bench.concluded[0].effect == EffectId(ResponseOutbox::kLargest + 1));
  CHECK(bench.concluded[0].outcome == core::EffectOutcome::Failed);
}

}  // namespace varde::links
