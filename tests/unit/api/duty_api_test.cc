// Commands that are about no single alarm, and reading what is out of the queue: routes, rights and
// bodies, over a real connection. What comes of them the core decides (tests/unit/core).
#include <algorithm>
#include <catch2/catch.hpp>

#include "broker/core/refusal.h"
#include "tests/unit/api/server_bench.h"

namespace varde::test {
namespace {

struct Route {
  std::string path;
  std::string body;  // A good one; empty: it takes none.
};

const std::vector<Route> kCommands{
    {"alarms/1/shelve", R"({"reason":"støy","duration":"3600s"})"},
    {"alarms/1/unshelve", ""},
    {"alarms/1/offer", R"({"to":"nils"})"},
    {"alarms/1/accept", ""},
    {"alarms/1/decline", ""},
    {"alarms/next", ""},
    {"exceptions", R"({"kind":"on_test","scope":{"municipality":"nordlia","device":"smoke-1"},)"
                   R"("reason":"kontroll","duration":"7200s"})"},
    {"exceptions/1/end", ""},
    {"shift/begin", ""},
    {"shift/end", R"({"note":"rolig"})"},
    {"incidents/1/acknowledge", ""},
    {"incidents/1/resolve", R"({"outcome":"device_fault","text":"ruter byttet"})"},
    {"devices/nordlia/button-1/command", R"({"command":"locate"})"},
};

Answer post(const ServerBench& bench, const std::string& cookie, const std::string& path,
            const std::string& body) {
  return bench.ask(cookie, "POST", "/api/v1/" + path, body);
}

int refusal_of(const Answer& answer) {
  return static_cast<int>(answer.json().at("refusal").as_int64());
}

}  // namespace

TEST_CASE("every command has its route, and no other method", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.raise();
  const std::string kari = bench.log_in("kari");
  for (const Route& route : kCommands) {
    CAPTURE(route.path);
    const Answer answer = post(bench, kari, route.path, route.body);

    // Whatever the core says to it: it was understood.
    CHECK((answer.status == 200 || refusal_of(answer) > 0));
    CHECK(bench.ask(kari, "PUT", "/api/v1/" + route.path).status == 405);
    CHECK(post(bench, "", route.path, route.body).status == 401);
  }
}

TEST_CASE("a command wants its body, the whole body and nothing else", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.raise();
  const std::string kari = bench.log_in("kari");
  for (const Route& route : kCommands) {
    CAPTURE(route.path);
    if (route.body.empty()) {
      CHECK(post(bench, kari, route.path, "{}").status == 400);
    } else {
      CHECK(post(bench, kari, route.path, "").status == 400);
      CHECK(post(bench, kari, route.path, R"({"reson":"a"})").status == 400);
    }
  }
  CHECK(post(bench, kari, "alarms/1/shelve", R"({"duration":"an hour"})").status == 400);
  CHECK(post(bench, kari, "alarms/1/shelve", R"({"duration":3600})").status == 400);
  CHECK(post(bench, kari, "exceptions", R"({"kind":"broken"})").status == 400);
  CHECK(post(bench, kari, "devices/nordlia/button-1/command", R"({"command":99})").status == 400);
}

TEST_CASE("who may not, is refused by the role", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.raise();
  const auto [user, forbidden] = GENERATE(table<std::string, std::vector<std::string>>({
      {"tina",
       {"alarms/1/shelve", "alarms/1/unshelve", "alarms/1/offer", "alarms/1/accept",
        "alarms/1/decline", "alarms/next", "shift/begin", "shift/end", "incidents/1/resolve"}},
      {"mona",
       {"alarms/1/shelve", "alarms/next", "shift/begin", "incidents/1/acknowledge",
        "devices/nordlia/button-1/command"}},
      {"adam",
       {"exceptions", "exceptions/1/end", "shift/begin", "devices/nordlia/button-1/command"}},
      {"ivar", {"alarms/next", "exceptions", "shift/end", "devices/nordlia/button-1/command"}},
  }));
  const std::string cookie = bench.log_in(user);
  for (const Route& route : kCommands) {
    if (std::ranges::find(forbidden, route.path) == forbidden.end()) continue;
    CAPTURE(user, route.path);
    const Answer answer = post(bench, cookie, route.path, route.body);

    CHECK(answer.status == 403);
    CHECK(refusal_of(answer) == static_cast<int>(core::Refusal::NotAllowed));
  }
}

TEST_CASE("opening a door is an operator's, and not a technician's", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);

  const Answer answer = post(bench, bench.log_in("tina"), "devices/nordlia/button-1/command",
                             R"({"command":"open_door"})");

  CHECK(answer.status == 403);
}

TEST_CASE("what is out of the queue is read by those who may see alarms", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.raise();
  const std::string path = GENERATE("shelved", "exceptions", "duty");
  CAPTURE(path);

  const Answer answer = bench.ask(bench.log_in("kari"), "GET", "/api/v1/" + path);

  REQUIRE(answer.status == 200);
  CHECK_FALSE(answer.json().at("log_position").as_string().empty());
  for (const char* user : {"tina", "mona", "adam"})
    CHECK(bench.ask(bench.log_in(user), "GET", "/api/v1/" + path).status == 200);
  CHECK(bench.ask(bench.log_in("ivar"), "GET", "/api/v1/" + path).status == 403);
  CHECK(bench.ask("", "GET", "/api/v1/" + path).status == 401);
}

TEST_CASE("who comes on duty reads the queue with all that stands beside it", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.raise();
  bench.raise("sorvik");

  const auto duty = bench.ask(bench.log_in("siri"), "GET", "/api/v1/duty").json();

  CHECK(duty.at("alarms").as_array().size() == 1);  // Of sorvik only.
  for (const char* list :
       {"on_shift", "handovers", "exceptions", "floods", "shelved", "on_test", "incidents"}) {
    CAPTURE(list);
    CHECK(duty.at(list).as_array().empty());
  }
}

TEST_CASE("an incident that never was is 404, and a page has its bounds", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string kari = bench.log_in("kari");
  const auto status = [&](const std::string& what) {
    return bench.ask(kari, "GET", "/api/v1/incidents/" + what).status;
  };

  CHECK(status("1") == 404);
  CHECK(status("one") == 404);
  CHECK(refusal_of(bench.ask(kari, "GET", "/api/v1/incidents/1")) ==
        static_cast<int>(core::Refusal::IncidentNotFound));
  CHECK(status("1?limit=0") == 400);
  CHECK(status("1?limit=501") == 400);
  CHECK(status("1?after=x") == 400);
}

TEST_CASE("the core is told the role and the municipalities of each console", "[api]") {
  const TempDir dir;
  {
    ServerBench bench(dir);
    const auto stream = bench.stream(bench.log_in("siri"));
    REQUIRE(stream.status() == 101);
    bench.raise();  // Durable, and with it what came before.
  }
  const ServerBench after(dir);

  const auto& consoles = after.broker.recovered().consoles;

  REQUIRE(consoles.size() == 1);
  CHECK(consoles.begin()->second.role == core::Role::Operator);
  CHECK(consoles.begin()->second.municipalities == std::vector{MunicipalityId("sorvik")});
}

}  // namespace varde::test
