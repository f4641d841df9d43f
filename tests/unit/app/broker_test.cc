// A whole broker in this process: what it refuses to start on, and how it starts and stops.
#include "broker/app/broker.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <optional>
#include <thread>

#include "broker/app/fault.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/api/http_client.h"

namespace varde::app {
namespace {

constexpr std::uint64_t kMib = 1024 * 1024;

BrokerOptions options_in(const test::TempDir& folder) {
  BrokerOptions options;
  options.config.data = folder.path() / "data";
  options.config.api.listen = {"127.0.0.1", 0};
  options.config.storage.reserve_mib = 16;
  options.version = "test";
  options.free_space = [] { return std::uint64_t{1'000} * kMib; };
  return options;
}

std::optional<Fault> fault_at_start(BrokerOptions options) {
  Broker broker(std::move(options));
  try {
    broker.start();
  } catch (const CannotStart& fault) {
    return fault.fault();
  }
  return std::nullopt;
}

std::uint16_t port_of(const Broker& broker) {
  const std::string url = broker.api_url();
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

void run_once(BrokerOptions options) {
  Broker broker(std::move(options));
  broker.start();
  broker.request_stop();
  broker.run();
}

std::vector<eventlog::StoredEvent> events_in(const test::TempDir& folder) {
  auto reader = eventlog::LogReader::open(folder.path() / "data" / "log");
  REQUIRE(reader.has_value());
  auto events = reader->log().read(LogPosition(1), 1'000);
  REQUIRE(events.has_value());
  return *events;
}

template <class Body>
std::size_t count(const std::vector<eventlog::StoredEvent>& events) {
  return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [](const auto& e) {
    return std::holds_alternative<Body>(e.event.body);
  }));
}

}  // namespace

TEST_CASE("a broker that starts and stops has logged its start and its register", "[app]") {
  const test::TempDir folder;
  auto options = options_in(folder);
  options.config.site.municipalities.push_back({MunicipalityId("nordlia"), "Nordlia"});

  run_once(options);
  run_once(options);

  const auto events = events_in(folder);
  CHECK(count<core::BrokerStarted>(events) == 2);
  CHECK(count<core::RegisterChanged>(events) == 1);  // The second start changed nothing.
}

TEST_CASE("a broker says where its API is reached, with the port that it was given", "[app]") {
  const test::TempDir folder;
  Broker broker(options_in(folder));

  broker.start();

  CHECK(broker.api_url().starts_with("http://127.0.0.1:"));
  CHECK_FALSE(broker.api_url().ends_with(":0"));
}

TEST_CASE("a broker does not start without room for its reserve and a recovery", "[app]") {
  const test::TempDir folder;
  auto options = options_in(folder);

  options.free_space = [] { return (16 + 128) * kMib - 1; };
  CHECK(fault_at_start(options) == Fault::NoRoom);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "data"));

  options.free_space = [] { return (16 + 128) * kMib; };
  CHECK(fault_at_start(options) == std::nullopt);
}

TEST_CASE("a broker whose log is there starts below its reserve, with room for a recovery",
          "[app]") {
  const test::TempDir folder;
  auto options = options_in(folder);
  options.config.storage.reserve_mib = 512;
  run_once(options);

  options.free_space = [] { return 128 * kMib - 1; };
  CHECK(fault_at_start(options) == Fault::NoRoom);

  options.free_space = [] { return 128 * kMib; };
  Broker broker(options);
  broker.start();
  std::thread runs([&broker] { broker.run(); });
  test::HttpClient client(port_of(broker));
  const auto ready = client.request("GET", "/readyz");
  CHECK(ready.status == 503);
  CHECK(ready.body.find("storage") != std::string::npos);
  broker.request_stop();
  runs.join();
  CHECK(count<core::BrokerStarted>(events_in(folder)) == 2);
}

TEST_CASE("two brokers do not share a data folder", "[app]") {
  const test::TempDir folder;
  Broker first(options_in(folder));
  first.start();

  CHECK(fault_at_start(options_in(folder)) == Fault::InUse);
}

TEST_CASE("a port that is taken is a named fault, and nothing was logged", "[app]") {
  const test::TempDir one;
  const test::TempDir other;
  Broker first(options_in(one));
  first.start();
  auto options = options_in(other);
  options.config.api.listen.port = port_of(first);

  CHECK(fault_at_start(options) == Fault::CannotListen);

  CHECK(events_in(other).empty());
}

TEST_CASE("a link that can never work is a named fault, and nothing was logged", "[app]") {
  const test::TempDir folder;
  auto options = options_in(folder);
  LinkConfig link;
  link.name = LinkId("house");
  link.paho.server = "mqtt://127.0.0.1:1";
  link.paho.client_id = "varde";
  link.paho.user = "varde";
  link.paho.password_file = folder.path() / "nowhere";
  options.config.links.push_back(link);

  CHECK(fault_at_start(options) == Fault::LinkImpossible);

  CHECK(events_in(folder).empty());
}

}  // namespace varde::app
