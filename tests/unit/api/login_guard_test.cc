#include "broker/api/login_guard.h"

#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using api::FailureCount;
using api::LoginGuard;

TEST_CASE("the sixth try after five failures in a minute has to wait", "[api]") {
  LoginGuard guard;
  const UserId kari("kari");
  for (int i = 0; i < 5; ++i) {
    REQUIRE_FALSE(guard.begin(kari, "10.0.0." + std::to_string(i), at(i * 1s)).has_value());
  }

  CHECK(guard.begin(kari, "10.0.0.9", at(10s)) == Duration(50s));
  CHECK_FALSE(guard.begin(UserId("nils"), "10.0.0.9", at(10s)).has_value());
  CHECK_FALSE(guard.begin(kari, "10.0.0.9", at(60s)).has_value());
}

TEST_CASE("twenty failures from one address hold up that address only", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 20; ++i) {
    REQUIRE_FALSE(guard.begin(UserId("user" + std::to_string(i)), "10.0.0.1", at(0s)).has_value());
  }

  CHECK(guard.begin(UserId("kari"), "10.0.0.1", at(1s)) == Duration(59s));
  CHECK_FALSE(guard.begin(UserId("kari"), "10.0.0.2", at(1s)).has_value());
}

TEST_CASE("a right password is no failure", "[api]") {
  LoginGuard guard;
  const UserId kari("kari");
  for (int i = 0; i < 100; ++i) {
    REQUIRE_FALSE(guard.begin(kari, "10.0.0.1", at(0s)).has_value());
    guard.succeeded(kari, "10.0.0.1");
  }
}

TEST_CASE("a right password in between does not excuse an address that guesses", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 20; ++i) {
    REQUIRE_FALSE(guard.begin(UserId("user" + std::to_string(i)), "10.0.0.1", at(0s)).has_value());
    if (i == 19) break;  // From here on there would be none left for the right one.
    REQUIRE_FALSE(guard.begin(UserId("eve"), "10.0.0.1", at(0s)).has_value());
    guard.succeeded(UserId("eve"), "10.0.0.1");
  }

  CHECK(guard.begin(UserId("kari"), "10.0.0.1", at(1s)).has_value());
}

TEST_CASE("made-up keys do not grow the table, and do not forget the newest failures", "[api]") {
  FailureCount count(1, 60s, 100);
  for (int i = 0; i < 1'000; ++i) count.add("key" + std::to_string(i), at(i * 1ms));

  CHECK(count.keys() == 100);
  CHECK(count.wait("key999", at(2s)) > 0s);
  CHECK(count.wait("key0", at(2s)) == 0s);
}

}  // namespace
}  // namespace varde::test
