// The order and the patience of one receiver's queue, with time and chance as arguments.
#include "broker/outbound/receiver_queue.h"

#include <catch2/catch.hpp>

#include "tests/unit/outbound/notify.h"

namespace varde::test {
namespace {

using core::Priority;
using outbound::ReceiverQueue;
using outbound::Retry;
using outbound::wait_after;

const Instant kStart = kMorning;

core::Effect effect(std::uint64_t id, Duration expires_in = 10min) {
  return notification(id, "centre", kStart + expires_in);
}

bool add(ReceiverQueue& queue, std::uint64_t id, Priority priority = Priority::High,
         Duration expires_in = 10min) {
  return queue.add(effect(id, expires_in), priority, kStart);
}

std::uint64_t next(ReceiverQueue& queue, Duration after) {
  const auto effect = queue.next(kStart + after);
  return effect ? effect->id.value() : 0;
}

}  // namespace

TEST_CASE("waits double from one second to a minute, a fifth more or less", "[outbound]") {
  const Retry retry;
  CHECK(wait_after(1, retry, 0) == 1s);
  CHECK(wait_after(2, retry, 0) == 2s);
  CHECK(wait_after(6, retry, 0) == 32s);
  CHECK(wait_after(7, retry, 0) == 60s);
  CHECK(wait_after(1'000'000, retry, 0) == 60s);
  CHECK(wait_after(1, retry, -1) == 800ms);
  CHECK(wait_after(1, retry, 1) == 1'200ms);
  CHECK(wait_after(7, retry, 99) == 72s);
}

TEST_CASE("the most urgent leaves first, of equals the one that waits longest", "[outbound]") {
  ReceiverQueue queue{Retry{}};
  REQUIRE(add(queue, 1, Priority::Low));
  REQUIRE(add(queue, 2, Priority::High));
  REQUIRE(add(queue, 3, Priority::Critical));
  REQUIRE(add(queue, 4, Priority::Critical));

  CHECK(next(queue, 0s) == 3);
  CHECK(next(queue, 0s) == 4);
  CHECK(next(queue, 0s) == 2);
  CHECK(next(queue, 0s) == 1);
  CHECK(next(queue, 0s) == 0);
}

TEST_CASE("so many are under way at a time, and no more", "[outbound]") {
  ReceiverQueue queue{Retry{}};
  for (std::uint64_t id = 1; id <= 6; ++id) REQUIRE(add(queue, id));
  for (std::uint64_t id = 1; id <= ReceiverQueue::kUnderWay; ++id) CHECK(next(queue, 0s) == id);
  CHECK(next(queue, 0s) == 0);

  queue.taken(EffectId(2), kStart);

  CHECK(next(queue, 0s) == 5);
  CHECK(next(queue, 0s) == 0);
}

TEST_CASE("a receiver that does not answer is tried one at a time, after a growing wait",
          "[outbound]") {
  ReceiverQueue queue{Retry{}};
  for (std::uint64_t id = 1; id <= 3; ++id) REQUIRE(add(queue, id));
  REQUIRE(next(queue, 0s) == 1);

  queue.failed(EffectId(1), "no answer", 0, kStart);

  CHECK(next(queue, 999ms) == 0);
  CHECK(queue.next_at() == kStart + 1s);
  CHECK(next(queue, 1s) == 2);
  CHECK(next(queue, 1s) == 0);
  queue.failed(EffectId(2), "no answer", 0, kStart + 1s);
  CHECK(next(queue, 2'999ms) == 0);
  CHECK(next(queue, 3s) == 3);
  queue.taken(EffectId(3), kStart + 3s);
  CHECK(next(queue, 3s) == 1);
  CHECK(next(queue, 3s) == 2);
}

TEST_CASE("one that fails waits by itself while the receiver serves others", "[outbound]") {
  ReceiverQueue queue{Retry{}};
  REQUIRE(add(queue, 1, Priority::Critical));
  REQUIRE(next(queue, 0s) == 1);
  queue.failed(EffectId(1), "busy", 0, kStart);
  REQUIRE(next(queue, 1s) == 1);
  queue.failed(EffectId(1), "busy", 0, kStart + 1s);
  REQUIRE(add(queue, 2));
  REQUIRE(next(queue, 3s) == 1);
  queue.failed(EffectId(1), "busy", 0, kStart + 3s);

  CHECK(next(queue, 7s - 1us) == 0);  // The receiver rests, after three failures in a row.
  REQUIRE(next(queue, 7s) == 1);
  queue.failed(EffectId(1), "busy", 0, kStart + 7s);
  REQUIRE(next(queue, 15s) == 1);
  queue.failed(EffectId(1), "busy", 0, kStart + 15s);
  CHECK(queue.counters().failed == 0);
  CHECK(queue.counters().waiting == 2);
}

TEST_CASE("a thousand wait; one more is not taken, one that waits already is no other",
          "[outbound]") {
  ReceiverQueue queue{Retry{}};
  for (std::uint64_t id = 1; id <= ReceiverQueue::kLargest; ++id) REQUIRE(add(queue, id));

  CHECK_FALSE(add(queue, 5'000));
  CHECK(add(queue, 7));
  CHECK(queue.counters().waiting == ReceiverQueue::kLargest);
  CHECK(queue.counters().failed == 1);
}

TEST_CASE("what is past its time is taken out, but for what is under way", "[outbound]") {
  ReceiverQueue queue{Retry{}};
  REQUIRE(add(queue, 1, Priority::High, 10s));
  REQUIRE(add(queue, 2, Priority::High, 10s));
  REQUIRE(add(queue, 3, Priority::High, 20s));
  REQUIRE(next(queue, 9s) == 1);

  CHECK(queue.expire(kStart + 10s - 1us).empty());
  CHECK(queue.expire(kStart + 10s) == std::vector{EffectId(2)});
  CHECK(next(queue, 10s) == 3);
  queue.failed(EffectId(1), "no answer", 0, kStart + 11s);
  CHECK(queue.expire(kStart + 11s) == std::vector{EffectId(1)});
  CHECK(queue.counters().expired == 2);
}

TEST_CASE("three failures in a row are told once, and the first success after it", "[outbound]") {
  ReceiverQueue queue{Retry{}};
  for (std::uint64_t id = 1; id <= 4; ++id) REQUIRE(add(queue, id));
  for (std::uint64_t id = 1; id <= 2; ++id) {
    REQUIRE(next(queue, 0s) != 0);
    queue.refused(EffectId(id), "it answered with status 401");
    CHECK_FALSE(queue.news(kStart).has_value());
  }
  REQUIRE(next(queue, 0s) == 3);
  queue.refused(EffectId(3), "it answered with status 401");

  const auto down = queue.news(kStart);
  REQUIRE(down.has_value());
  CHECK_FALSE(down->well);
  CHECK(down->why == "it answered with status 401");
  CHECK_FALSE(queue.news(kStart + 5s).has_value());

  REQUIRE(next(queue, 6s) == 4);
  queue.taken(EffectId(4), kStart + 6s);
  const auto up = queue.news(kStart + 6s);
  REQUIRE(up.has_value());
  CHECK(up->well);
  CHECK_FALSE(queue.news(kStart + 6s).has_value());
}

TEST_CASE("one that waits a minute makes the receiver unwell, and it is not well while one does",
          "[outbound]") {
  ReceiverQueue queue{Retry{}};
  REQUIRE(add(queue, 1));
  REQUIRE(add(queue, 2));
  REQUIRE(next(queue, 0s) == 1);
  CHECK_FALSE(queue.news(kStart + 59s).has_value());
  CHECK(queue.next_at() == kStart);

  const auto down = queue.news(kStart + 60s);
  REQUIRE(down.has_value());
  CHECK_FALSE(down->well);
  queue.taken(EffectId(1), kStart + 61s);
  CHECK_FALSE(queue.news(kStart + 61s).has_value());
  REQUIRE(next(queue, 61s) == 2);
  queue.taken(EffectId(2), kStart + 62s);
  CHECK(queue.news(kStart + 62s)->well);
}

}  // namespace varde::test
