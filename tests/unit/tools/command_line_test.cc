// What `varde` ends with; the promise stands in docs/reference/cli.md.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "broker/eventlog/rocksdb_event_log.h"
#include "broker/eventlog/watermark.h"
#include "tests/support/temp_dir.h"
#include "tools/varde/command.h"

namespace varde::cli {
namespace {

int varde(std::vector<std::string> arguments) {
  std::vector<const char*> argv{"varde"};
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  return run_command_line(static_cast<int>(argv.size()), argv.data());
}

// Port 1: nobody listens there, so that a right command line ends with kCannot.
int publish(std::vector<std::string> more) {
  std::vector<std::string> arguments{"publish", "--server", "mqtt://127.0.0.1:1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return varde(arguments);
}

// A data folder with an empty log in it whose watermark knows of three events.
void make_short_log(const std::filesystem::path& data) {
  const auto log = data / "log";
  eventlog::OpenOptions open;
  open.folder = log;
  open.create = true;
  REQUIRE(eventlog::open_event_log(open).has_value());
  eventlog::Watermark watermark = **eventlog::read_watermark(log);
  watermark.position = LogPosition(3);
  watermark.sha256 = std::string(32, 'x');
  REQUIRE(eventlog::write_watermark(log, watermark).has_value());
}

bool opens(const std::filesystem::path& data) {
  eventlog::OpenOptions open;
  open.folder = data / "log";
  return eventlog::open_event_log(open).has_value();
}

}  // namespace

TEST_CASE("a wrong command line ends with 2", "[cli]") {
  CHECK(varde({}) == kUsage);
  CHECK(varde({"nothing"}) == kUsage);
  CHECK(varde({"--help"}) == kDone);
}

TEST_CASE("a signal that cannot be meant is a wrong command line, not a broker that says no",
          "[cli]") {
  const std::vector<std::string> device{"--municipality", "nordlia", "--device", "alarm-0114"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), device.begin(), device.end());
    return publish(more);
  };
  CHECK(publish({"--municipality", "nordlia", "--device", "a/b"}) == kUsage);
  CHECK(publish({"--municipality", "", "--device", "a"}) == kUsage);
  CHECK(with({"--kind", "tea"}) == kUsage);
  CHECK(with({"--state", "perhaps"}) == kUsage);
  CHECK(with({"--boot", "b7"}) == kUsage);
  CHECK(with({"--password-file", "/nowhere"}) == kUsage);

  CHECK(with({"--boot", "b7", "--sequence", "3"}) == kCannot);
}

TEST_CASE("a loss is accepted only by --yes, and then the log opens", "[cli]") {
  const test::TempDir folder;
  const std::string data = folder.path() / "data";
  make_short_log(data);

  CHECK(varde({"log", "accept-loss", "--data", data}) == kNo);
  CHECK_FALSE(opens(data));

  CHECK(varde({"log", "accept-loss", "--data", data, "--yes"}) == kDone);
  CHECK(opens(data));
}

TEST_CASE("a loss is not accepted of a log that is whole, in use, or not there", "[cli]") {
  const test::TempDir folder;
  const std::string data = folder.path() / "data";
  CHECK(varde({"log", "accept-loss", "--data", data, "--yes"}) == kCannot);

  eventlog::OpenOptions open;
  open.folder = folder.path() / "data" / "log";
  open.create = true;
  auto log = eventlog::open_event_log(open);
  REQUIRE(log.has_value());
  const std::string id = (*log)->id();
  CHECK(varde({"log", "accept-loss", "--data", data, "--yes"}) == kCannot);

  *log = nullptr;
  CHECK(varde({"log", "accept-loss", "--data", data, "--yes"}) == kDone);
  log = eventlog::open_event_log(open);
  REQUIRE(log.has_value());
  CHECK((*log)->id() == id);
}

TEST_CASE("the load of a log is told, of an empty one it is not", "[cli]") {
  const test::TempDir folder;
  const std::string data = folder.path() / "data";
  eventlog::OpenOptions open;
  open.folder = folder.path() / "data" / "log";
  open.create = true;
  const auto log = eventlog::open_event_log(open);
  REQUIRE(log.has_value());
  CHECK(varde({"log", "load", "--data", data}) == kCannot);

  core::AlarmRaised raised;
  raised.alarm = AlarmId(1);
  raised.device = {MunicipalityId("nordlia"), DeviceId("leak-1")};
  const std::vector<core::Event> events{{Instant(), {}, raised}};
  REQUIRE((*log)->append(events, LogPosition()).has_value());

  CHECK(varde({"log", "load", "--data", data}) == kDone);
  CHECK(varde({"log", "load", "--data", data, "--since", "90m", "--json"}) == kDone);
  CHECK(varde({"log", "load", "--data", data, "--since", "soon"}) == kUsage);
}

}  // namespace varde::cli
