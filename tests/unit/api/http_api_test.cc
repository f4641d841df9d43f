// What the server makes of requests that are not as they should be.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <deque>

#include "broker/api/open_files.h"
#include "tests/unit/api/server_bench.h"

namespace varde::test {
namespace {

TEST_CASE("a body that is not what it should be is refused with what is wrong", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string body = GENERATE(as<std::string>(), "{", "[]", R"({"user": 5})",
                                    R"({"user": "kari", "pasword": "mistyped"})",
                                    R"({"user": {"a": {}}})", "{\"user\": \"\xff\"}");
  CAPTURE(body);

  const Answer answer = bench.ask("", "POST", "/api/v1/session", body);

  CHECK(answer.status == 400);
  CHECK(answer.headers.at("content-type") == "application/problem+json");
  CHECK_FALSE(answer.json().at("detail").as_string().empty());
}

TEST_CASE("a body over 64 KiB is refused", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const auto body_of = [](std::size_t bytes) {
    return R"({"user":"kari","password":")" + std::string(bytes, 'a') + "\"}";
  };

  CHECK(bench.ask("", "POST", "/api/v1/session", body_of(65'000)).status == 401);
  CHECK(bench.ask("", "POST", "/api/v1/session", body_of(66'000)).status == 413);
  CHECK(bench.ask("", "POST", "/api/v1/session", body_of(900'000)).status == 413);
}

TEST_CASE("a body in pieces of unknown number is refused", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);

  const Answer answer =
      HttpClient(bench.port())
          .raw(
              "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              "2\r\n{}\r\n0\r\n\r\n");

  CHECK(answer.status == 411);
}

TEST_CASE("a header over 8 KiB is refused", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);

  CHECK(bench.ask("", "GET", "/healthz", {}, {{"X-Long", std::string(7'000, 'a')}}).status == 200);
  CHECK(bench.ask("", "GET", "/healthz", {}, {{"X-Long", std::string(20'000, 'a')}}).status == 431);
}

TEST_CASE("what is not HTTP is refused", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string bytes =
      GENERATE(as<std::string>(), "\x16\x03\x01\x02\x01\r\n\r\n", "GET\r\n\r\n",
               "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
               "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n");
  CAPTURE(bytes);

  CHECK(HttpClient(bench.port()).raw(bytes).status == 400);
}

TEST_CASE("a path that is not there is 404, a method that is not there 405", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("kari");

  CHECK(bench.ask(cookie, "GET", "/api/v1/nothing").status == 404);
  CHECK(bench.ask(cookie, "GET", "/api/v2/alarms").status == 404);
  CHECK(bench.ask(cookie, "GET", "/../etc/passwd").status == 404);
  CHECK(bench.ask(cookie, "POST", "/api/v1/alarms/1/explode").status == 404);
  const Answer wrong = bench.ask(cookie, "PUT", "/api/v1/alarms");
  CHECK(wrong.status == 405);
  CHECK(wrong.headers.at("allow") == "GET, HEAD");
  CHECK(bench.ask(cookie, "PUT", "/api/v1/session").headers.at("allow") ==
        "POST, GET, HEAD, DELETE");
  CHECK(bench.ask(cookie, "GET", "/api/v1/alarms/1/claim").status == 405);
  CHECK(bench.ask("", "POST", "/").status == 405);
}

TEST_CASE("a body of another kind is 415", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const auto status_with = [&](const std::string& type) {
    return bench.ask("", "POST", "/api/v1/session", "{}", {{"Content-Type", type}}).status;
  };

  CHECK(status_with("text/plain") == 415);
  CHECK(status_with("application/x-www-form-urlencoded") == 415);
  CHECK(status_with("") == 415);
  CHECK(status_with("application/jsonp") == 415);
  CHECK(status_with("application/json") == 401);
  CHECK(status_with("application/json; charset=utf-8") == 401);
}

TEST_CASE("a malformed query is 400", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string cookie = bench.log_in("tina");

  CHECK(bench.ask(cookie, "GET", "/api/v1/undecoded?limit=0").status == 400);
  CHECK(bench.ask(cookie, "GET", "/api/v1/undecoded?limit=501").status == 400);
  CHECK(bench.ask(cookie, "GET", "/api/v1/undecoded?limit=ten").status == 400);
  CHECK(bench.ask(cookie, "GET", "/api/v1/undecoded?limit=%zz").status == 400);
  CHECK(bench.ask(cookie, "GET", "/api/v1/undecoded?limit=500").status == 200);
}

TEST_CASE("answers tell the browser to be careful", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string path = GENERATE(as<std::string>(), "/", "/healthz", "/api/v1/alarms", "/none");

  const Answer answer = bench.ask("", "GET", path);

  CHECK(answer.headers.at("content-security-policy").find("default-src 'self'") !=
        std::string::npos);
  CHECK(answer.headers.at("content-security-policy").find("frame-ancestors 'none'") !=
        std::string::npos);
  CHECK(answer.headers.at("x-content-type-options") == "nosniff");
  CHECK(answer.headers.at("referrer-policy") == "no-referrer");
  CHECK_FALSE(answer.headers.contains("strict-transport-security"));
}

TEST_CASE("one connection serves one request after another", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  HttpClient client(bench.port());

  CHECK(client.request("GET", "/healthz").status == 200);
  CHECK(client.request("GET", "/nothing").status == 404);
  const Answer head = client.request("HEAD", "/healthz");
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-length") == "3");
  CHECK(head.body.empty());
  CHECK(client.request("GET", "/healthz").body == "ok\n");
}

TEST_CASE("one who sends a request slowly is disconnected", "[api]") {
  const TempDir dir;
  ServerBench bench(dir, [](api::ServerOptions& options) {
    options.limits.request_time = 200ms;
    options.limits.idle_time = 400ms;
  });
  HttpClient slow(bench.port());
  HttpClient idle(bench.port());

  CHECK(slow.raw("GET /healthz HT").status == 0);
  CHECK(slow.closed());
  CHECK(idle.closed());
}

TEST_CASE("connections beyond the limit are closed", "[api]") {
  const TempDir dir;
  ServerBench bench(
      dir, [](api::ServerOptions& options) { options.limits.connections_per_address = 2; });
  HttpClient first(bench.port());
  auto second = std::make_unique<HttpClient>(bench.port());
  REQUIRE(first.request("GET", "/healthz").status == 200);
  REQUIRE(second->request("GET", "/healthz").status == 200);

  HttpClient third(bench.port());

  CHECK(third.closed());
  second.reset();
  CHECK(first.request("GET", "/healthz").status == 200);
}

// Fewer open files are allowed, until the end of the test.
class OpenFiles {
 public:
  explicit OpenFiles(rlim_t allowed) {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const rlimit fewer{allowed, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &fewer) == 0);
  }
  ~OpenFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  OpenFiles(const OpenFiles&) = delete;
  OpenFiles& operator=(const OpenFiles&) = delete;

 private:
  rlimit before_{};
};

TEST_CASE("there are only as many connections as the open files leave room for", "[api]") {
  const OpenFiles fewer(api::kOtherOpenFiles + 66);
  const TempDir dir;
  ServerBench bench(dir);
  std::deque<HttpClient> clients;
  for (int i = 0; i < 66; ++i) {
    clients.emplace_back(bench.port());
    REQUIRE(clients.back().request("GET", "/healthz").status == 200);
  }

  HttpClient one_more(bench.port());

  CHECK(one_more.closed());
  CHECK(clients.front().request("GET", "/healthz").status == 200);
}

TEST_CASE("a build without the console says so", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);

  const Answer answer = bench.ask("", "GET", "/");

  CHECK(answer.status == 200);
  CHECK_FALSE(answer.body.empty());
}

TEST_CASE("readiness follows storage", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);

  CHECK(bench.ask("", "GET", "/readyz").status == 200);
  bench.broker.engine().set_storage_low(true);
  const Answer low = bench.ask("", "GET", "/readyz");

  CHECK(low.status == 503);
  CHECK(low.headers.contains("retry-after"));
  CHECK(bench.ask("", "GET", "/healthz").status == 200);
  bench.broker.engine().set_storage_low(false);
  CHECK(bench.ask("", "GET", "/readyz").status == 200);
}

TEST_CASE("metrics are for this machine, or for those with the token", "[api]") {
  const TempDir dir;
  ServerBench bench(dir, [](api::ServerOptions& options) { options.metrics_token = "let-me-see"; });
  bench.raise();

  const Answer answer = bench.ask("", "GET", "/metrics");

  REQUIRE(answer.status == 200);
  CHECK(answer.body.find("varde_open_alarms{priority=\"critical\"} 1") != std::string::npos);
  CHECK(answer.body.find("varde_link_up{link=\"mosquitto\"} 1") != std::string::npos);
  CHECK(answer.body.find("route=\"/api/v1/session\"") != std::string::npos);
  CHECK(answer.body.find("kari") == std::string::npos);
  CHECK(answer.body.find("Astrid") == std::string::npos);
  // Passed on by a proxy: who asks is not on this machine.
  const Headers proxied{{"X-Forwarded-For", "203.0.113.7"}};
  CHECK(bench.ask("", "GET", "/metrics", {}, proxied).status == 403);
  Headers with_token = proxied;
  with_token["Authorization"] = "Bearer let-me-see";
  CHECK(bench.ask("", "GET", "/metrics", {}, with_token).status == 200);
  with_token["Authorization"] = "Bearer let-me-sei";
  CHECK(bench.ask("", "GET", "/metrics", {}, with_token).status == 403);
}

TEST_CASE("over TLS the same is served, with a cookie for TLS only", "[api]") {
  const TempDir dir;
  write_certificate(dir.path() / "cert.pem", dir.path() / "key.pem");
  ServerBench bench(dir, [&](api::ServerOptions& options) {
    options.certificate = dir.path() / "cert.pem";
    options.private_key = dir.path() / "key.pem";
  });

  const Answer answer = bench.ask("", "POST", "/api/v1/session",
                                  R"({"user":"kari","password":")" + kPassword + "\"}");

  REQUIRE(answer.status == 200);
  CHECK(answer.headers.at("set-cookie").find("; Secure") != std::string::npos);
  CHECK(answer.headers.contains("strict-transport-security"));
  StreamClient stream = bench.stream(bench.log_in("kari"));
  REQUIRE(stream.status() == 101);
  CHECK(stream.news()->contains("snapshot"));
  CHECK(HttpClient(bench.port(), false).request("GET", "/healthz").status == 0);
}

TEST_CASE("a server that cannot start says why", "[api]") {
  const TempDir dir;
  ServerBench running(dir);
  const TempDir other;
  const auto start = [&](const ServerBench::Change& change) { ServerBench bench(other, change); };

  CHECK_THROWS_AS(start([&](auto& options) { options.port = running.port(); }), std::runtime_error);
  CHECK_THROWS_AS(start([&](auto& options) { options.address = "localhost"; }), std::runtime_error);
  CHECK_THROWS_AS(start([&](auto& options) { options.certificate = "only-a-certificate.pem"; }),
                  std::runtime_error);
  CHECK_THROWS_AS(start([&](auto& options) {
                    options.certificate = other.path() / "none.pem";
                    options.private_key = other.path() / "none.pem";
                  }),
                  std::runtime_error);
}

}  // namespace
}  // namespace varde::test
