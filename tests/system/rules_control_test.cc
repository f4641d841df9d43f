// Rules that change while varded runs, and the commands around them.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/mqtt_client.h"
#include "tests/support/varded.h"

namespace varde::test {
namespace {

const std::string kTemperature = "varde/v1/nordlia/button-1/signal";

std::string degrees(const std::string& value) {
  return R"({"kind": "temperature", "state": "active", "value": )" + value + "}";
}

// Raises an alarm from so many degrees on.
std::string heat_rule(const std::string& from) {
  return "rules:\n"
         "  - id: hot\n"
         "    match: {kinds: [temperature]}\n"
         "    signal: {at_least: " +
         from +
         "}\n"
         "    raise: {alarm: temperature_high, priority: medium, text: Open a window.}\n";
}

VardedOptions with_folders() {
  VardedOptions options;
  options.listener = true;
  options.lab = true;
  options.more_config = {"rules: rules", "policies: policies"};
  return options;
}

class Site {
 public:
  Site() : varded("varded", with_folders()) {
    write_rules(heat_rule("30"));
    write("policies/all.yaml",
          "escalations:\n  - {id: all, steps: [{after: 10 min, do: realert}]}\n");
  }

  void write_rules(const std::string& text) { write("rules/all.yaml", text); }

  // The alarms raised by the rule so far.
  std::size_t raised() {
    log_.follow([this](const eventlog::StoredEvent& stored) {
      const auto* alarm = std::get_if<core::AlarmRaised>(&stored.event.body);
      if (alarm == nullptr || alarm->rule != "hot") return;
      raised_ += 1;
      newest_ = alarm->alarm;
    });
    return raised_;
  }
  [[nodiscard]] std::string newest() const { return std::to_string(newest_.value()); }

  Varded varded;

 private:
  void write(const std::string& name, const std::string& text) {
    const auto file = varded.folder() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }

  LogFollower log_{varded.folder() / "data/log"};
  std::size_t raised_ = 0;
  AlarmId newest_;
};

}  // namespace

TEST_CASE("rules that are reloaded decide from then on", "[system]") {
  Site site;
  site.varded.start();
  MqttClient sensor(site.varded.url("mqtt"));
  sensor.publish(kTemperature, degrees("25"));
  REQUIRE(site.raised() == 0);

  site.write_rules(heat_rule("20"));
  const auto said = site.varded.ask_varde({"rules", "reload"});

  CAPTURE(said.text);
  CHECK(said.code == 0);
  CHECK(said.text.find("in force: 1 rules") != std::string::npos);
  sensor.publish(kTemperature, degrees("25"));
  CHECK(site.raised() == 1);
}

TEST_CASE("wrong rules are refused with their mistakes, and those before stay", "[system]") {
  Site site;
  site.varded.start();
  MqttClient sensor(site.varded.url("mqtt"));

  site.write_rules(heat_rule("20") + "  - id: hot\n    raise: nothign\n");
  const auto said = site.varded.ask_varde({"rules", "reload"});

  CAPTURE(said.text);
  CHECK(said.code == 1);
  CHECK(said.text.find("all.yaml:6:9: rules[1].id: another rule has the id") != std::string::npos);
  CHECK(said.text.find("all.yaml:7:12: rules[1].raise: \"nothign\"") != std::string::npos);
  CHECK(said.text.find("refused, 2 mistakes") != std::string::npos);
  sensor.publish(kTemperature, degrees("25"));
  CHECK(site.raised() == 0);
  sensor.publish(kTemperature, degrees("35"));
  CHECK(site.raised() == 1);
}

TEST_CASE("wrong rules keep varded from starting, as a wrong configuration does", "[system]") {
  Site site;
  site.write_rules(heat_rule("warm"));

  CHECK_THROWS(site.varded.start());

  CHECK(site.varded.output().find("all.yaml:4:24: rules[0].signal.at_least: \"warm\" is not a "
                                  "number") != std::string::npos);
  CHECK(site.varded.wait(std::chrono::seconds(10)) == 78);
  CHECK(site.varded.ask_varde({"rules", "check"}).code == 1);
}

TEST_CASE("an alarm is explained by the rule as it was then", "[system]") {
  Site site;
  site.varded.start();
  MqttClient(site.varded.url("mqtt")).publish(kTemperature, degrees("35"));
  REQUIRE(site.raised() == 1);
  site.write_rules(heat_rule("40"));
  REQUIRE(site.varded.ask_varde({"rules", "reload"}).code == 0);

  const auto said = site.varded.ask_varde({"rules", "explain", site.newest()});

  CAPTURE(said.text);
  CHECK(said.code == 0);
  CHECK(said.text.find("signal: {at_least: 30}") != std::string::npos);
  CHECK(said.text.find("escalated by policy all") != std::string::npos);
  CHECK(site.varded.ask_varde({"rules", "explain", "4711"}).code == 1);
}

TEST_CASE("what other rules would have raised is seen beside what was", "[system]") {
  Site site;
  site.varded.start();
  MqttClient(site.varded.url("mqtt")).publish(kTemperature, degrees("35"));
  REQUIRE(site.raised() == 1);
  site.write_rules(heat_rule("40"));

  const auto said = site.varded.ask_varde({"rules", "replay", "--since", "1h"});

  CAPTURE(said.text);
  CHECK(said.code == 0);
  CHECK(said.text.find("only then       1") != std::string::npos);
  CHECK(said.text.find("only now        0") != std::string::npos);
}

}  // namespace varde::test
