// Reading alarms and acting on them, over a real connection.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "broker/core/authorize.h"
#include "broker/core/refusal.h"
#include "tests/support/eventually.h"
#include "tests/unit/api/server_bench.h"

namespace varde::test {
namespace {

namespace json = boost::json;

std::vector<std::string> names(const json::object& list) {
  std::vector<std::string> all;
  for (const auto& alarm : list.at("alarms").as_array()) {
    all.emplace_back(alarm.as_object().at("name").as_string());
  }
  return all;
}

// A log-in whose console is present.
struct Operator {
  Operator(ServerBench& at, const std::string& user)
      : bench(at), cookie(at.log_in(user)), stream(at.stream(cookie)) {
    REQUIRE(stream.status() == 101);
    REQUIRE(stream.news().has_value());
  }

  Answer act(const std::string& id, const std::string& verb, const std::string& body = {},
             const Headers& headers = {}) {
    return bench.ask(cookie, "POST", "/api/v1/alarms/" + id + "/" + verb, body, headers);
  }
  json::object alarm(const std::string& id) {
    const Answer answer = bench.ask(cookie, "GET", "/api/v1/alarms/" + id);
    REQUIRE(answer.status == 200);
    return answer.json().at("alarm").as_object();
  }

  ServerBench& bench;
  std::string cookie;
  StreamClient stream;
};

void check_refusal(const Answer& answer, unsigned status, core::Refusal refusal) {
  CHECK(answer.status == status);
  CHECK(answer.headers.at("content-type") == "application/problem+json");
  CHECK(answer.json().at("refusal").as_int64() == static_cast<int>(refusal));
  CHECK(answer.json().at("refusal_name").as_string() == core::name(refusal));
  CHECK(answer.json().at("type").as_string() ==
        "urn:varde:refusal:" + std::to_string(static_cast<int>(refusal)));
  CHECK(answer.json().at("status").as_int64() == status);
}

TEST_CASE("the queue is listed most urgent first", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.broker.send(device("leak-1"), signal(SignalKind::WaterLeak));
  bench.broker.send(device("button-1"), signal(SignalKind::HelpCall));
  bench.broker.send(device("button-1", "sorvik"), signal(SignalKind::HelpCall));

  const Answer answer = bench.ask(bench.log_in("kari"), "GET", "/api/v1/alarms");

  REQUIRE(answer.status == 200);
  CHECK(names(answer.json()) ==
        std::vector<std::string>{"Astrid Lien", "Peder Vik", "Nordlia hall"});
  CHECK_FALSE(answer.json().at("log_position").as_string().empty());
}

TEST_CASE("alarms of other municipalities do not exist", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string foreign = bench.raise("nordlia");
  const std::string own = bench.raise("sorvik");
  Operator kari(bench, "kari");
  Operator siri(bench, "siri");

  CHECK(names(bench.ask(siri.cookie, "GET", "/api/v1/alarms").json()) ==
        std::vector<std::string>{"Peder Vik"});
  CHECK(bench.ask(siri.cookie, "GET", "/api/v1/alarms/" + own).status == 200);
  check_refusal(bench.ask(siri.cookie, "GET", "/api/v1/alarms/" + foreign), 404,
                core::Refusal::AlarmNotFound);
  check_refusal(siri.act(foreign, "claim"), 404, core::Refusal::AlarmNotFound);
  const Answer status = bench.ask(siri.cookie, "GET", "/api/v1/status");
  CHECK(status.json().at("open_alarms").as_int64() == 1);

  REQUIRE(kari.act(foreign, "claim").status == 200);
  REQUIRE(kari.act(foreign, "resolve", R"({"outcome":"assisted"})").status == 200);
  check_refusal(siri.act(foreign, "claim"), 404, core::Refusal::AlarmNotFound);
  check_refusal(kari.act(foreign, "claim"), 409, core::Refusal::AlarmResolved);
}

TEST_CASE("an alarm that never was is 404, whatever its number looks like", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.raise();
  Operator kari(bench, "kari");
  const std::string id =
      GENERATE(as<std::string>(), "0", "99", "-1", "1.0", "one", "18446744073709551616", "%31");
  CAPTURE(id);

  check_refusal(bench.ask(kari.cookie, "GET", "/api/v1/alarms/" + id), 404,
                core::Refusal::AlarmNotFound);
  check_refusal(kari.act(id, "claim"), 404, core::Refusal::AlarmNotFound);
}

TEST_CASE("an alarm is claimed, spoken of, handed on and resolved", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");

  const Answer claimed = kari.act(id, "claim");
  REQUIRE(claimed.status == 200);
  CHECK(claimed.json().at("alarm").as_object().at("owner").as_string() == "kari");
  CHECK(claimed.json().at("alarm").as_object().at("response").as_string() == "claimed");
  CHECK(std::stoull(std::string(claimed.json().at("log_position").as_string())) <=
        bench.broker.log().end().value());
  CHECK(kari.act(id, "acknowledge").status == 200);
  CHECK(kari.act(id, "note", R"({"text":"Svarer ikke på telefon"})").status == 200);
  CHECK(kari.act(id, "dispatch", R"({"responder":"Natteam 1","text":"Nøkkelboks"})").status == 200);
  const Answer resolved = kari.act(id, "resolve", R"({"outcome":"assisted","text":"Falt"})");

  REQUIRE(resolved.status == 200);
  CHECK(resolved.json().at("alarm").as_object().at("response").as_string() == "resolved");
  CHECK(resolved.json().at("alarm").as_object().at("outcome").as_string() == "assisted");
  CHECK(names(bench.ask(kari.cookie, "GET", "/api/v1/alarms").json()).empty());
  const json::object alarm = kari.alarm(id);
  CHECK(alarm.at("responder").as_string() == "Natteam 1");
  CHECK(alarm.at("notes").as_int64() == 1);
}

TEST_CASE("of two who claim one alarm one gets it, and the other sees who", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");
  Operator nils(bench, "nils");
  REQUIRE(kari.act(id, "claim").status == 200);

  const Answer refused = nils.act(id, "claim");

  check_refusal(refused, 409, core::Refusal::AlreadyClaimed);
  CHECK(refused.json().at("owner").as_string() == "kari");
  const Answer resolve = nils.act(id, "resolve", R"({"outcome":"assisted"})");
  check_refusal(resolve, 409, core::Refusal::NotClaimedByYou);
  CHECK(resolve.json().at("owner").as_string() == "kari");
}

TEST_CASE("claims at the same instant have one winner", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");
  Operator nils(bench, "nils");
  std::array<Answer, 2> answers;

  std::thread other([&] { answers[1] = nils.act(id, "claim"); });
  answers[0] = kari.act(id, "claim");
  other.join();

  const bool first = answers[0].status == 200;
  CHECK(answers[first ? 0 : 1].status == 200);
  CHECK(answers[first ? 1 : 0].status == 409);
  CHECK(answers[first ? 1 : 0].json().at("owner").as_string() == (first ? "kari" : "nils"));
}

TEST_CASE("a claim wants a console that is connected", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  const std::string cookie = bench.log_in("nils");

  check_refusal(bench.ask(cookie, "POST", "/api/v1/alarms/" + id + "/claim"), 409,
                core::Refusal::ConsoleNotPresent);
}

TEST_CASE("a console that goes gives its claims back", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator nils(bench, "nils");
  {
    Operator kari(bench, "kari");
    REQUIRE(kari.act(id, "claim").status == 200);
    kari.stream.cut();
  }

  CHECK(eventually([&] { return nils.alarm(id).at("owner").as_string().empty(); }, 10s));
}

TEST_CASE("the rules' refusals have their status and number", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");
  const std::string long_text = R"({"text":")" + std::string(2'001, 'a') + "\"}";

  check_refusal(kari.act(id, "release"), 409, core::Refusal::NotClaimed);
  check_refusal(kari.act(id, "note", R"({"text":" "})"), 422, core::Refusal::TextEmpty);
  check_refusal(kari.act(id, "note", long_text), 422, core::Refusal::TextTooLong);
  REQUIRE(kari.act(id, "acknowledge").status == 200);
  check_refusal(kari.act(id, "acknowledge"), 409, core::Refusal::AlreadyAcknowledged);
  REQUIRE(kari.act(id, "claim").status == 200);
  check_refusal(kari.act(id, "resolve", "{}"), 422, core::Refusal::OutcomeMissing);
  check_refusal(kari.act(id, "dispatch", R"({"text":"a"})"), 422, core::Refusal::TextEmpty);
  for (int i = 0; i < 200; ++i) {
    REQUIRE(kari.act(id, "note", R"({"text":"a"})").status == 200);
  }
  check_refusal(kari.act(id, "note", R"({"text":"a"})"), 409, core::Refusal::TooManyNotes);
}

TEST_CASE("a body where none is wanted, or none where one is, is refused", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");

  CHECK(kari.act(id, "claim", "{}").status == 400);
  CHECK(kari.act(id, "note").status == 400);
  CHECK(kari.act(id, "note", R"({"txt":"a"})").status == 400);
  CHECK(kari.act(id, "note", R"({"text":5})").status == 400);
  CHECK(kari.act(id, "resolve", R"({"outcome":"solved"})").status == 400);
  CHECK(kari.act(id, "resolve", R"({"outcome":77})").status == 400);
}

TEST_CASE("a role does what it may and nothing else", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  const auto [user, action, method, path] =
      GENERATE(table<std::string, core::Action, std::string, std::string>(
          {{"kari", core::Action::ViewAlarms, "GET", "/api/v1/alarms"},
           {"kari", core::Action::ViewUndecoded, "GET", "/api/v1/undecoded"},
           {"kari", core::Action::ViewStatus, "GET", "/api/v1/status"},
           {"tina", core::Action::ViewAlarms, "GET", "/api/v1/alarms/1"},
           {"tina", core::Action::ViewUndecoded, "GET", "/api/v1/undecoded"},
           {"tina", core::Action::Claim, "POST", "/api/v1/alarms/1/claim"},
           {"ivar", core::Action::ViewAlarms, "GET", "/api/v1/alarms"},
           {"ivar", core::Action::ViewAlarms, "GET", "/api/v1/alarms/1"},
           {"ivar", core::Action::ViewAlarms, "GET", "/api/v1/stream"},
           {"ivar", core::Action::ViewUndecoded, "GET", "/api/v1/undecoded"},
           {"ivar", core::Action::ViewStatus, "GET", "/api/v1/status"},
           {"mona", core::Action::ViewUndecoded, "GET", "/api/v1/undecoded"},
           {"mona", core::Action::Release, "POST", "/api/v1/alarms/1/release"},
           {"adam", core::Action::ViewUndecoded, "GET", "/api/v1/undecoded"},
           {"adam", core::Action::Acknowledge, "POST", "/api/v1/alarms/1/acknowledge"}}));
  CAPTURE(user, method, path);
  const std::string cookie = bench.log_in(user);
  const Answer me = bench.ask(cookie, "GET", "/api/v1/session");
  const std::map<std::string, core::Role> roles{{"operator", core::Role::Operator},
                                                {"technician", core::Role::Technician},
                                                {"integrator", core::Role::Integrator},
                                                {"manager", core::Role::Manager},
                                                {"admin", core::Role::Admin}};
  const core::Role role = roles.at(std::string(me.json().at("role").as_string()));

  const Answer answer = bench.ask(cookie, method, path);

  if (core::may(role, action)) {
    CHECK(answer.status != 403);
  } else {
    check_refusal(answer, 403, core::Refusal::NotAllowed);
  }
  CHECK(answer.status != 404);
}

TEST_CASE("a technician acknowledges a device's alarm and not a person's", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string call = bench.raise();
  bench.broker.send(device("leak-1"), signal(SignalKind::BatteryLow));
  const std::string tina = bench.log_in("tina");
  const auto alarms = bench.ask(tina, "GET", "/api/v1/alarms").json().at("alarms").as_array();
  const std::string battery(alarms.at(1).as_object().at("id").as_string());

  check_refusal(bench.ask(tina, "POST", "/api/v1/alarms/" + call + "/acknowledge"), 403,
                core::Refusal::NotAllowed);
  CHECK(bench.ask(tina, "POST", "/api/v1/alarms/" + battery + "/acknowledge").status == 200);
}

TEST_CASE("a command repeated with its key is done once and answers as it did", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");
  const Headers key{{"Idempotency-Key", "7f0c-1"}};
  const std::string note = R"({"text":"Ringer tilbake"})";

  REQUIRE(kari.act(id, "note", note, key).status == 200);
  CHECK(kari.act(id, "note", note, key).status == 200);

  CHECK(kari.alarm(id).at("notes").as_int64() == 1);
  check_refusal(kari.act(id, "note", R"({"text":"Noe annet"})", key), 422,
                core::Refusal::IdempotencyKeyReused);
  CHECK(kari.act(id, "note", note, {{"Idempotency-Key", "7f0c-2"}}).status == 200);
  CHECK(kari.alarm(id).at("notes").as_int64() == 2);
}

TEST_CASE("a key that is none is refused", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");
  const auto status_with = [&](const std::string& key) {
    return kari.act(id, "note", R"({"text":"a"})", {{"Idempotency-Key", key}}).status;
  };

  CHECK(status_with("") == 400);
  CHECK(status_with("a b") == 400);
  CHECK(status_with(std::string(65, 'a')) == 400);
  CHECK(status_with(std::string(64, 'a')) == 200);
}

TEST_CASE("an alarm tells its history, oldest first", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");
  REQUIRE(kari.act(id, "claim").status == 200);
  REQUIRE(kari.act(id, "note", R"({"text":"Første"})").status == 200);
  REQUIRE(kari.act(id, "note", R"({"text":"Andre"})").status == 200);
  const std::string path = "/api/v1/alarms/" + id;

  const json::object whole = bench.ask(kari.cookie, "GET", path).json();
  const json::object newest = bench.ask(kari.cookie, "GET", path + "?history=2").json();

  REQUIRE(whole.at("history").as_array().size() == 4);
  CHECK_FALSE(whole.at("history_cut").as_bool());
  CHECK(whole.at("history").as_array()[0].as_object().at("event").as_object().contains(
      "alarm_raised"));
  REQUIRE(newest.at("history").as_array().size() == 2);
  CHECK(newest.at("history_cut").as_bool());
  CHECK(newest.at("history").as_array()[1] == whole.at("history").as_array()[3]);
  CHECK(bench.ask(kari.cookie, "GET", path + "?history=0").status == 400);
  CHECK(bench.ask(kari.cookie, "GET", path + "?history=1001").status == 400);
}

TEST_CASE("an alarm that was resolved before a restart is read from the log", "[api]") {
  const TempDir dir;
  std::string id;
  {
    ServerBench before(dir);
    id = before.raise();
    Operator kari(before, "kari");
    REQUIRE(kari.act(id, "claim").status == 200);
    REQUIRE(kari.act(id, "resolve", R"({"outcome":"false_alarm"})", {{"Idempotency-Key", "once"}})
                .status == 200);
  }
  ServerBench after(dir);
  const std::string path = "/api/v1/alarms/" + id;

  const json::object detail = after.ask(after.log_in("kari"), "GET", path).json();
  CHECK(detail.at("alarm").as_object().at("outcome").as_string() == "false_alarm");
  CHECK(detail.at("alarm").as_object().at("name").as_string() == "Astrid Lien");
  CHECK(detail.at("history").as_array().size() == 3);
  CHECK(after.ask(after.log_in("siri"), "GET", path).status == 404);
  const Answer repeated = after.ask(after.log_in("kari"), "POST", path + "/resolve",
                                    R"({"outcome":"false_alarm"})", {{"Idempotency-Key", "once"}});
  REQUIRE(repeated.status == 200);
  CHECK(repeated.json().at("alarm").as_object().at("outcome").as_string() == "false_alarm");
}

TEST_CASE("what could not be decoded is listed for those who mend it", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  for (const std::string municipality : {"nordlia", "sorvik", "nowhere"}) {
    core::FieldMessage broken = message(device("odd", municipality), {});
    broken.raw.payload = std::string(10'000, 'x');
    broken.raw.payload_size = broken.raw.payload.size();
    broken.content = core::DecodeFailure{core::DecodeFailureKind::Malformed, "not a signal"};
    bench.broker.send(std::move(broken));
  }

  const Answer answer = bench.ask(bench.log_in("tina"), "GET", "/api/v1/undecoded?limit=2");

  REQUIRE(answer.status == 200);
  CHECK(answer.json().at("total").as_string() == "3");
  REQUIRE(answer.json().at("entries").as_array().size() == 2);
  const json::object newest = answer.json().at("entries").as_array()[0].as_object();
  const json::object told = newest.at("message").as_object();
  CHECK(told.at("municipality").as_string() == "nowhere");
  CHECK(told.at("reason").as_string() == "not a signal");
  CHECK(told.at("raw").as_object().at("payload_size").as_string() == "10000");
  CHECK(told.at("raw").as_object().at("payload").as_string().size() < 6'000);
}

TEST_CASE("status tells the version, the storage and the links", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  bench.broker.engine().set_storage_low(true);

  const Answer answer = bench.ask(bench.log_in("ivar"), "GET", "/api/v1/status");

  REQUIRE(answer.status == 200);
  CHECK(answer.json().at("version").as_string() == "test");
  CHECK(answer.json().at("storage").as_string() == "low");
  const json::object link = answer.json().at("links").as_array().at(0).as_object();
  CHECK(link.at("name").as_string() == "mosquitto");
  CHECK(link.at("up").as_bool());
}

TEST_CASE("operators' acts are taken while storage is low", "[api]") {
  const TempDir dir;
  ServerBench bench(dir);
  const std::string id = bench.raise();
  Operator kari(bench, "kari");
  bench.broker.engine().set_storage_low(true);

  CHECK(kari.act(id, "claim").status == 200);
}

}  // namespace
}  // namespace varde::test
