#include "broker/api/session_store.h"

#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using api::LogIn;
using api::SessionStore;

const UserId kKari("kari");

bool nobody(const SessionId&) { return false; }

TEST_CASE("a log-in is found by its secret until it expires", "[api]") {
  SessionStore sessions;
  const auto opened = sessions.open(kKari, "credential", at(0s), nobody);
  REQUIRE(opened.has_value());

  CHECK(sessions.find(opened->token, at(0s))->user == kKari);
  CHECK(sessions.find(opened->token, at(12h - 1s)) != nullptr);
  CHECK(sessions.find(opened->token, at(12h)) == nullptr);
}

TEST_CASE("nothing but the secret finds a log-in", "[api]") {
  SessionStore sessions;
  const auto opened = sessions.open(kKari, "credential", at(0s), nobody);
  std::string other = opened->token;
  other.back() = other.back() == '0' ? '1' : '0';

  CHECK(opened->token.size() == 64);  // 256 bits in hex.
  CHECK(sessions.find(other, at(0s)) == nullptr);
  CHECK(sessions.find("", at(0s)) == nullptr);
  CHECK(sessions.find(opened->log_in.session.str(), at(0s)) == nullptr);
}

TEST_CASE("log-ins survive a restart, their secrets are in no file", "[api]") {
  SessionStore before;
  const auto opened = before.open(kKari, "credential", at(0s), nobody);
  const std::string text = before.serialize();

  SessionStore after;
  REQUIRE(after.restore(text).has_value());

  REQUIRE(after.find(opened->token, at(1s)) != nullptr);
  CHECK(after.find(opened->token, at(0s))->session == opened->log_in.session);
  CHECK(text.find(opened->token) == std::string::npos);
}

TEST_CASE("a damaged file of log-ins is refused whole", "[api]") {
  const std::string text = GENERATE(as<std::string>(), "", "{}", "[]", R"({"sessions": 5})",
                                    R"({"sessions": [{"session": "a"}]})");
  SessionStore sessions;
  const auto opened = sessions.open(kKari, "credential", at(0s), nobody);

  CHECK(sessions.restore(text).has_error());

  CHECK(sessions.find(opened->token, at(0s)) != nullptr);
}

TEST_CASE("a log-in that ended is found no more", "[api]") {
  SessionStore sessions;
  const auto opened = sessions.open(kKari, "credential", at(0s), nobody);

  CHECK(sessions.end(opened->log_in.session));

  CHECK(sessions.find(opened->token, at(0s)) == nullptr);
  CHECK_FALSE(sessions.end(opened->log_in.session));
}

TEST_CASE("one log-in too many ends the one that was idle for longest", "[api]") {
  SessionStore sessions(3);
  const auto first = sessions.open(kKari, "c", at(0s), nobody);
  const auto second = sessions.open(kKari, "c", at(1s), nobody);
  const auto third = sessions.open(kKari, "c", at(2s), nobody);
  REQUIRE(sessions.find(first->token, at(10s)) != nullptr);  // Used since.
  const auto streaming = [&](const SessionId& id) { return id == second->log_in.session; };

  const auto fourth = sessions.open(kKari, "c", at(11s), streaming);

  REQUIRE(fourth.has_value());
  CHECK(fourth->ended == third->log_in);
  CHECK(sessions.size() == 3);
  CHECK(sessions.find(third->token, at(11s)) == nullptr);
  CHECK(sessions.find(second->token, at(11s)) != nullptr);
}

TEST_CASE("where all log-ins are in use, no other is opened", "[api]") {
  SessionStore sessions(1);
  const auto first = sessions.open(kKari, "c", at(0s), nobody);

  CHECK_FALSE(sessions.open(kKari, "c", at(1s), [](const SessionId&) { return true; }).has_value());

  CHECK(sessions.find(first->token, at(1s)) != nullptr);
}

}  // namespace
}  // namespace varde::test
