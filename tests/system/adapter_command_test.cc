// `varde adapter` as an integrator uses it: the program, its codec worker, its exit codes.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace varde::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::chrono::seconds kLongest{60};

struct Ended {
  int code = -1;
  std::string output;  // Standard output and error.
};

class Workbench {
 public:
  // Runs `varde adapter ARGUMENTS` in the folder, with `input` on its standard input.
  Ended adapter(const std::string& arguments, const std::string& input = "") {
    put("input", input);
    const std::string command =
        "cd '" + path().string() + "' && '" VARDE_PROGRAM "' adapter " + arguments + " < input";
    const auto output = path() / ("output-" + std::to_string(++runs_));
    ChildProcess child({"sh", "-c", command}, output);
    const auto code = child.wait(kLongest);
    REQUIRE(code.has_value());
    return {*code, child.output()};
  }

  void put(const std::string& file, const std::string& text) {
    std::ofstream(path() / file, std::ios::binary) << text;
  }
  void replace(const std::string& file, const std::string& old, const std::string& other) {
    std::ostringstream text;
    text << std::ifstream(path() / file, std::ios::binary).rdbuf();
    std::string whole = text.str();
    const auto at = whole.find(old);
    REQUIRE(at != std::string::npos);
    put(file, whole.replace(at, old.size(), other));
  }
  [[nodiscard]] fs::path path() const { return folder_.path(); }

 private:
  TempDir folder_;
  int runs_ = 0;
};

bool says(const Ended& ended, const std::string& words) {
  return ended.output.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("an adapter that is made new passes its fixtures at once", "[adapters]") {
  const auto kind = GENERATE(as<std::string>(), "", "--map", "--payload", "--carrier");
  CAPTURE(kind);
  Workbench bench;

  const auto made = bench.adapter("new my-sensor " + kind);
  CAPTURE(made.output);
  REQUIRE(made.code == 0);
  const auto tested = bench.adapter("test my-sensor");
  CAPTURE(tested.output);
  CHECK(tested.code == 0);

  CHECK(bench.adapter("new my-sensor " + kind).code == 3);
}

TEST_CASE("a fixture that fails is told with what differs, and the exit code", "[adapters]") {
  Workbench bench;
  REQUIRE(bench.adapter("new my-sensor").code == 0);
  bench.replace("my-sensor/codec.js", "said.leak ? \"active\"", "said.leak ? \"normal\"");

  const auto tested = bench.adapter("test my-sensor");

  CAPTURE(tested.output);
  CHECK(tested.code == 1);
  CHECK(says(tested, "fixtures/leak.json"));
  CHECK(says(tested, R"([0].state: expected "active", got "normal")"));
}

TEST_CASE("a manifest that is wrong is told with its place, and the exit code", "[adapters]") {
  Workbench bench;
  REQUIRE(bench.adapter("new my-sensor").code == 0);
  bench.replace("my-sensor/adapter.yaml", "water_leak", "water_lek");

  for (const char* command : {"test my-sensor", "list my-sensor", "try my-sensor --topic t"}) {
    CAPTURE(command);
    const auto ended = bench.adapter(command);
    CAPTURE(ended.output);
    CHECK(ended.code == 1);
    CHECK(says(ended, "adapter.yaml:14:15: types.leak.signals[0]"));
  }
}

TEST_CASE("a message that is tried shows what comes of it", "[adapters]") {
  Workbench bench;
  REQUIRE(bench.adapter("new my-sensor").code == 0);
  const std::string command =
      "try my-sensor --topic my-sensor/kitchen/state --type leak --at 2026-03-01T12:00:00Z";

  const auto leak = bench.adapter(command, R"({"leak": true, "battery": 12})");
  CAPTURE(leak.output);
  CHECK(leak.code == 0);
  CHECK(says(leak, "device kitchen"));
  CHECK(says(leak, R"([{"kind":"water_leak","state":"active"},)"));
  CHECK(says(leak, "  battery_low active 12 %\n"));
  CHECK(says(leak, " us, "));

  const auto garbage = bench.adapter(command, "{");
  CHECK(garbage.code == 1);
  CHECK(says(garbage, "threw: payload: is no JSON object"));
}

TEST_CASE("a frame that is tried is decoded and then said in signals", "[adapters]") {
  Workbench bench;
  REQUIRE(bench.adapter("new my-button --payload").code == 0);

  const auto tried = bench.adapter("try my-button --f-port 1 --hex --type button", "01 50\n");

  CAPTURE(tried.output);
  CHECK(tried.code == 0);
  CHECK(says(tried, R"({"pressed":true,"battery":80})"));
  CHECK(says(tried, "  help_call active\n"));
}

TEST_CASE("an envelope that is tried is unwrapped, a map's message read by its rules",
          "[adapters]") {
  Workbench bench;
  REQUIRE(bench.adapter("new my-network --carrier").code == 0);
  REQUIRE(bench.adapter("new my-pump --map").code == 0);

  const auto frame =
      bench.adapter("try my-network --topic my-network/7/up",
                    R"({"time": "2026-03-01T12:00:00Z", "port": 1, "data": "AVA="})");
  CAPTURE(frame.output);
  CHECK(frame.code == 0);
  CHECK(says(frame, R"("hex":"0150")"));

  const auto pump =
      bench.adapter("try my-pump --topic my-pump/north/status", R"({"pump": "fault"})");
  CAPTURE(pump.output);
  CHECK(pump.code == 0);
  CHECK(says(pump, "  pump_fault active\n"));
}

TEST_CASE("what cannot be tried is a wrong command line", "[adapters]") {
  Workbench bench;
  REQUIRE(bench.adapter("new my-sensor").code == 0);
  REQUIRE(bench.adapter("new my-button --payload").code == 0);
  const std::string topic = "try my-sensor --topic my-sensor/k/state ";

  CHECK(bench.adapter("try my-sensor --topic other/k").code == 2);
  CHECK(bench.adapter(topic + "--type sauna").code == 2);
  CHECK(bench.adapter(topic + "--parameters '[1]'").code == 2);
  CHECK(bench.adapter(topic + "--at noon").code == 2);
  CHECK(bench.adapter("try my-button --hex", "00").code == 2);
  CHECK(bench.adapter("try my-button --f-port 1 --hex", "0").code == 2);
  CHECK(bench.adapter("try nowhere --topic t").code == 3);
  CHECK(bench.adapter("new ../elsewhere").code == 2);
  CHECK(bench.adapter("test nowhere").code == 3);
}

TEST_CASE("the adapters that come with Varde are listed for people and for programs",
          "[adapters]") {
  Workbench bench;

  const auto people = bench.adapter("list");
  CHECK(people.code == 0);
  CHECK(says(people, "zigbee2mqtt/{device+}/availability"));

  const auto programs = bench.adapter("list --json");
  CHECK(programs.code == 0);
  std::istringstream lines(programs.output);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto adapter = json::parse(line);
    CAPTURE(line);
    for (const char* field : {"id", "version", "kind", "vendor", "types", "topics", "folder"}) {
      CHECK(adapter.as_object().contains(field));
    }
  }
  CHECK(count >= 17);
}

}  // namespace varde::test
