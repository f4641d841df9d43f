#include "broker/api/login_guard.h"

#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using api::FailureCount;
using api::LoginGuard;
using api::LoginTry;

// One try from the network at large.
LoginTry from(const std::string& address, const std::string& user) {
  return {UserId(user), address, false};
}

// One through a proxy on this machine.
LoginTry proxied(const std::string& user) { return {UserId(user), "127.0.0.1", true}; }

std::string user_number(int number) { return "user" + std::to_string(number); }
std::string address_number(int number) { return "10.0.0." + std::to_string(number); }

TEST_CASE("the sixth try after five failures in a minute has to wait", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 5; ++i) {
    REQUIRE_FALSE(guard.begin(from("10.0.0.1", "kari"), at(i * 1s)).has_value());
  }

  CHECK(guard.begin(from("10.0.0.1", "kari"), at(10s)) == Duration(50s));
  CHECK_FALSE(guard.begin(from("10.0.0.1", "nils"), at(10s)).has_value());
  CHECK_FALSE(guard.begin(from("10.0.0.1", "kari"), at(60s)).has_value());
}

TEST_CASE("one who guesses a password does not keep its owner out from elsewhere", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 5; ++i) {
    REQUIRE_FALSE(guard.begin(from("10.0.0.1", "kari"), at(0s)).has_value());
  }

  CHECK_FALSE(guard.begin(from("10.0.0.2", "kari"), at(1s)).has_value());
}

TEST_CASE("a password is guessed only so often, from however many addresses", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 50; ++i) {
    REQUIRE_FALSE(guard.begin(from(address_number(i), "kari"), at(0s)).has_value());
  }

  CHECK(guard.begin(from("10.0.1.1", "kari"), at(1s)) == Duration(59s));
  CHECK_FALSE(guard.begin(from("10.0.1.1", "nils"), at(1s)).has_value());
}

TEST_CASE("twenty failures from one address hold up that address only", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 20; ++i) {
    REQUIRE_FALSE(guard.begin(from("10.0.0.1", user_number(i)), at(0s)).has_value());
  }

  CHECK(guard.begin(from("10.0.0.1", "kari"), at(1s)) == Duration(59s));
  CHECK_FALSE(guard.begin(from("10.0.0.2", "kari"), at(1s)).has_value());
}

TEST_CASE("failures through a proxy do not hold up all who come through it", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 200; ++i) {
    REQUIRE_FALSE(guard.begin(proxied(user_number(i)), at(0s)).has_value());
  }

  CHECK_FALSE(guard.begin(proxied("kari"), at(1s)).has_value());
}

TEST_CASE("a user's failures through a proxy are counted all the same", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 5; ++i) REQUIRE_FALSE(guard.begin(proxied("kari"), at(0s)).has_value());

  CHECK(guard.begin(proxied("kari"), at(1s)) == Duration(59s));
}

TEST_CASE("a right password is no failure", "[api]") {
  LoginGuard guard;
  const bool shared = GENERATE(false, true);
  const LoginTry kari{UserId("kari"), "10.0.0.1", shared};
  for (int i = 0; i < 100; ++i) {
    REQUIRE_FALSE(guard.begin(kari, at(0s)).has_value());
    guard.succeeded(kari);
  }
}

TEST_CASE("a try that did not come about is no failure", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 100; ++i) {
    REQUIRE_FALSE(guard.begin(from("10.0.0.1", "kari"), at(0s)).has_value());
    guard.withdraw(from("10.0.0.1", "kari"));
  }
}

TEST_CASE("a right password in between does not excuse those who guess it from elsewhere",
          "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 50; ++i) {
    REQUIRE_FALSE(guard.begin(from(address_number(i), "kari"), at(0s)).has_value());
    if (i == 49) break;  // From here on there would be none left for the right one.
    REQUIRE_FALSE(guard.begin(from("10.0.1.1", "kari"), at(0s)).has_value());
    guard.succeeded(from("10.0.1.1", "kari"));
  }

  CHECK(guard.begin(from("10.0.1.2", "kari"), at(1s)).has_value());
}

TEST_CASE("a right password in between does not excuse an address that guesses", "[api]") {
  LoginGuard guard;
  for (int i = 0; i < 20; ++i) {
    REQUIRE_FALSE(guard.begin(from("10.0.0.1", user_number(i)), at(0s)).has_value());
    if (i == 19) break;  // From here on there would be none left for the right one.
    REQUIRE_FALSE(guard.begin(from("10.0.0.1", "eve"), at(0s)).has_value());
    guard.succeeded(from("10.0.0.1", "eve"));
  }

  CHECK(guard.begin(from("10.0.0.1", "kari"), at(1s)).has_value());
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
