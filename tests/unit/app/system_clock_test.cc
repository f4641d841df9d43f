#include "broker/app/system_clock.h"

#include <catch2/catch.hpp>

namespace varde::app {
namespace {

using namespace std::chrono_literals;

std::chrono::system_clock::time_point g_told{1'000'000s};
std::chrono::steady_clock::time_point g_passed{50s};

SystemClock test_clock() {
  return SystemClock([] { return g_told; }, [] { return g_passed; });
}

TEST_CASE("the clock follows the system's, also when that is set forward", "[app]") {
  const SystemClock clock = test_clock();
  const Instant start = clock.now();
  g_told += 1h;
  g_passed += 1s;
  CHECK(clock.now() - start == 1h);
}

TEST_CASE("a clock that is set back goes on and does not stand still", "[app]") {
  const SystemClock clock = test_clock();
  const Instant start = clock.now();

  g_told -= 1h;
  g_passed += 10s;
  CHECK(clock.now() - start == 10s);
  g_told += 30s;
  g_passed += 30s;
  CHECK(clock.now() - start == 40s);

  g_told += 2h;
  g_passed += 2h;
  CHECK(clock.now() - start == 2h + 40s);
}

TEST_CASE("a clock goes on from a floor ahead of the system's, and follows again when that is past",
          "[app]") {
  SystemClock clock = test_clock();
  const Instant start = clock.now();

  clock.not_before(start + 1h);
  CHECK(clock.now() - start == 1h);
  g_told += 10s;
  g_passed += 10s;
  CHECK(clock.now() - start == 1h + 10s);
  g_told += 2h;
  g_passed += 10s;
  CHECK(clock.now() - start == 2h + 10s);
}

TEST_CASE("a floor that is past changes nothing", "[app]") {
  SystemClock clock = test_clock();
  const Instant start = clock.now();
  g_told += 30s;
  g_passed += 30s;

  clock.not_before(start - 1h);

  CHECK(clock.now() - start == 30s);
}

TEST_CASE("a clock that is set by more than two seconds has made a step, told once", "[app]") {
  SystemClock clock = test_clock();
  g_told += 10s;
  g_passed += 10s;
  CHECK_FALSE(clock.take_step().has_value());

  g_told += 3s;
  CHECK(clock.take_step() == Duration(3s));
  CHECK_FALSE(clock.take_step().has_value());

  g_told -= 1h;
  CHECK(clock.take_step() == Duration(-1h));
}

TEST_CASE("corrections that come to more than two seconds in all are a step", "[app]") {
  SystemClock clock = test_clock();
  g_told += 2s;
  CHECK_FALSE(clock.take_step().has_value());
  g_told += 1ms;
  CHECK(clock.take_step() == Duration(2'001ms));
}

}  // namespace
}  // namespace varde::app
