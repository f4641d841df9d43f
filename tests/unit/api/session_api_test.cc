// Log-in and log-out, over a real connection.
#include <catch2/catch.hpp>
#include <fstream>

#include "broker/api/user_file.h"
#include "broker/api/user_store.h"
#include "broker/base/atomic_file.h"
#include "tests/support/eventually.h"
#include "tests/unit/api/server_bench.h"

namespace varde::test {
namespace {

const std::string kSession = "/api/v1/session";

std::string login_body(const std::string& user, const std::string& password = kPassword) {
  return R"({"user":")" + user + R"(","password":")" + password + R"("})";
}

TEST_CASE("logging in gives a session and a cookie that scripts and other sites cannot use",
          "[api]") {
  const TempDir dir;
  ServerBench bench(dir);

  const Answer answer = bench.ask("", "POST", kSession, login_body("siri"));

  REQUIRE(answer.status == 200);
  CHECK(answer.json().at("user").as_string() == "siri");
  CHECK(answer.json().at("name").as_string() == "Siri Vik");
  CHECK(answer.json().at("role").as_string() == "operator");
  CHECK(answer.json().at("municipalities").as_array().at(0).as_string() == "sorvik");
  const std::string& cookie = answer.headers.at("set-cookie");
  CHECK(cookie.starts_with("varde_session="));
  CHECK(cookie.find("; HttpOnly") != std::string::npos);
  CHECK(cookie.find("; SameSite=Strict") != std::string::npos);
  CHECK(cookie.find("; Path=/") != std::string::npos);
  CHECK(cookie.find("; Max-Age=43200") != std::string::npos);
  CHECK(cookie.find("Secure") == std::string::npos);  // No TLS here.
  CHECK(answer.headers.at("cache-control") == "no-store");
  CHECK(answer.body.find(cookie.substr(14, 64)) == std::string::npos);
}

TEST_CASE("the cookie tells who is logged in", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");

  const Answer answer = bench.ask("theme=dark; " + cookie, "GET", kSession);

  REQUIRE(answer.status == 200);
  CHECK(answer.json().at("user").as_string() == "kari");
}

TEST_CASE("without a session, or with one that is not ours, nothing is to be had", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie =
      GENERATE(as<std::string>(), "", "varde_session=", "varde_session=abc", "varde_session",
               "varde_session=0000000000000000000000000000000000000000000000000000000000000000");
  const auto [method, path] =
      GENERATE(table<std::string, std::string>({{"GET", "/api/v1/session"},
                                                {"DELETE", "/api/v1/session"},
                                                {"GET", "/api/v1/alarms"},
                                                {"GET", "/api/v1/alarms/1"},
                                                {"POST", "/api/v1/alarms/1/claim"},
                                                {"GET", "/api/v1/undecoded"},
                                                {"GET", "/api/v1/status"},
                                                {"GET", "/api/v1/stream"}}));
  CAPTURE(cookie, path);

  const Answer answer = bench.ask(cookie, method, path);

  CHECK(answer.status == 401);
  CHECK(answer.headers.at("content-type") == "application/problem+json");
  CHECK(answer.json().at("status").as_int64() == 401);
}

TEST_CASE("a wrong password and an unknown user are refused alike", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);

  const Answer wrong = bench.ask("", "POST", kSession, login_body("kari", "wrong horse"));
  const Answer unknown = bench.ask("", "POST", kSession, login_body("nobody", "wrong horse"));

  CHECK(wrong.status == 401);
  CHECK(unknown.status == 401);
  CHECK(wrong.body == unknown.body);
  CHECK_FALSE(wrong.headers.contains("set-cookie"));
}

TEST_CASE("after five wrong passwords a user has to wait, another has not", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  for (int i = 0; i < 5; ++i) {
    REQUIRE(bench.ask("", "POST", kSession, login_body("kari", "wrong horse")).status == 401);
  }

  const Answer blocked = bench.ask("", "POST", kSession, login_body("kari"));

  CHECK(blocked.status == 429);
  const int wait = std::stoi(blocked.headers.at("retry-after"));
  CHECK(wait > 0);
  CHECK(wait <= 60);
  CHECK(bench.ask("", "POST", kSession, login_body("nils")).status == 200);

  bench.broker.clock.add(61s);
  CHECK(bench.ask("", "POST", kSession, login_body("kari")).status == 200);
}

TEST_CASE("after log-out the cookie opens nothing, and its claims are back in the queue", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");
  const std::string other = bench.log_in("nils");
  StreamClient stream = bench.stream(cookie);
  REQUIRE(stream.news().has_value());
  const std::string id = bench.raise();
  REQUIRE(bench.ask(cookie, "POST", "/api/v1/alarms/" + id + "/claim").status == 200);

  const Answer answer = bench.ask(cookie, "DELETE", kSession);

  CHECK(answer.status == 204);
  CHECK(answer.headers.at("set-cookie").find("Max-Age=0") != std::string::npos);
  CHECK(bench.ask(cookie, "GET", kSession).status == 401);
  CHECK(eventually([&] {
    const auto detail = bench.ask(other, "GET", "/api/v1/alarms/" + id).json();
    return detail.at("alarm").as_object().at("owner").as_string().empty();
  }));
  while (stream.next().has_value()) {
  }
  CHECK(stream.close_code() == 1008);
}

TEST_CASE("a session is good for twelve hours", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");

  bench.broker.clock.add(12h - 1min);
  CHECK(bench.ask(cookie, "GET", kSession).status == 200);
  bench.broker.clock.add(2min);
  CHECK(bench.ask(cookie, "GET", kSession).status == 401);
}

TEST_CASE("a session survives a restart of the server", "[api]") {
  const TempDir dir;
  std::string cookie;
  {
    ServerBench before(dir);
    cookie = before.log_in("kari");
  }

  ServerBench after(dir);

  const Answer answer = after.ask(cookie, "GET", kSession);
  REQUIRE(answer.status == 200);
  CHECK(answer.json().at("user").as_string() == "kari");
}

TEST_CASE("whose password is changed, or who is removed, is logged out", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");
  StreamClient stream = bench.stream(cookie);
  REQUIRE(stream.news().has_value());
  api::UserStore users(dir.path() / "users.json");

  SECTION("changed") { REQUIRE(users.set_password(UserId("kari"), "another horse").has_value()); }
  SECTION("removed") { REQUIRE(users.remove(UserId("kari")).has_value()); }

  CHECK(eventually([&] { return bench.ask(cookie, "GET", kSession).status == 401; }));
  while (stream.next().has_value()) {
  }
  CHECK(stream.close_code() == 1008);
}

TEST_CASE("who gets another role keeps the log-in, and its streams open anew", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");
  StreamClient stream = bench.stream(cookie);
  StreamClient other = bench.stream(bench.log_in("nils"));
  REQUIRE(stream.news().has_value());
  REQUIRE(other.news().has_value());
  const auto file = dir.path() / "users.json";
  auto users = api::read_users(*read_file(file, 1'000'000));
  REQUIRE(users.has_value());
  users->at(UserId("kari")).role = core::Role::Technician;

  REQUIRE(write_file_atomically(file, api::write_users(*users)).has_value());

  while (stream.next().has_value()) {
  }
  CHECK(stream.close_code() == 1008);
  CHECK(bench.ask(cookie, "GET", kSession).json().at("role").as_string() == "technician");
  CHECK(bench.stream(cookie).news().has_value());
  CHECK(other.next().has_value());
}

TEST_CASE("wrong passwords through a proxy on this machine hold up their users only", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const Headers proxy{{"X-Forwarded-For", "203.0.113.7"}};
  for (int i = 0; i < 21; ++i) {
    const std::string user = "nobody" + std::to_string(i);
    REQUIRE(bench.ask("", "POST", kSession, login_body(user, "wrong horse"), proxy).status == 401);
  }

  CHECK(bench.ask("", "POST", kSession, login_body("kari"), proxy).status == 200);
}

TEST_CASE("wrong passwords from one address hold up that address", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  for (int i = 0; i < 20; ++i) {
    const std::string user = "nobody" + std::to_string(i);
    REQUIRE(bench.ask("", "POST", kSession, login_body(user, "wrong horse")).status == 401);
  }

  CHECK(bench.ask("", "POST", kSession, login_body("kari")).status == 429);
}

TEST_CASE("a server starts with log-ins that cannot be read", "[api]") {
  const TempDir dir;
  std::ofstream(dir.path() / "sessions.json") << "{\"sessions\": [";

  ServerBench bench(dir);

  CHECK(bench.ask(bench.log_in("kari"), "GET", kSession).status == 200);
}

TEST_CASE("another site's page gets nothing, ours does", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");
  const std::string own = "http://127.0.0.1:" + std::to_string(bench.port());
  const std::string foreign = GENERATE(as<std::string>(), "http://evil.example", "null",
                                       "http://127.0.0.1:1", "127.0.0.1", "http://127.0.0.1", "");
  CAPTURE(foreign);

  CHECK(bench.ask(cookie, "GET", kSession, {}, {{"Origin", own}}).status == 200);
  const unsigned expected = foreign.empty() ? 200 : 403;
  CHECK(bench.ask(cookie, "GET", kSession, {}, {{"Origin", foreign}}).status == expected);
  CHECK(bench.ask("", "POST", kSession, login_body("kari"), {{"Origin", foreign}}).status ==
        expected);
  StreamClient stream(bench.port(), "/api/v1/stream", {{"Cookie", cookie}, {"Origin", foreign}});
  CHECK(stream.status() == (foreign.empty() ? 101 : 403));
}

}  // namespace
}  // namespace varde::test
