// What the adapters count, as /metrics shows it.
#include "broker/app/adapter_figures.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "broker/app/broker.h"
#include "broker/app/listener_figures.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/api/http_client.h"

namespace varde::app {
namespace {

using Figures = std::vector<api::Figure>;

// As /metrics names it: `name{lane="urgent"}`.
double value_of(const Figures& figures, const std::string& name) {
  const auto found = std::ranges::find_if(figures, [&](const api::Figure& figure) {
    std::string said = figure.name;
    for (const auto& [label, value] : figure.labels) {
      said.append("{").append(label).append("=\"").append(value).append("\"}");
    }
    return said == name;
  });
  REQUIRE(found != figures.end());
  return found->value;
}

adapters::AdapterCounters busy_adapters() {
  adapters::AdapterCounters counters;
  counters.decoded = 10;
  counters.failed = 4;
  counters.no_room = 3;
  counters.quarantined = 2;
  counters.waiting_urgent = 1;
  counters.waiting_bulk = 7;
  counters.urgent.calls = 6;
  counters.bulk.faults = 5;
  counters.bulk.killed = 8;
  counters.urgent.crashed = 9;
  counters.bulk.busy = std::chrono::milliseconds(1500);
  return counters;
}

std::string metrics_page() {
  std::ifstream in(VARDE_DOCS_FOLDER "/reference/metrics.md");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string metrics_of(const Broker& broker) {
  const std::string url = broker.api_url();
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  return test::HttpClient(port).request("GET", "/metrics").body;
}

}  // namespace

TEST_CASE("what the adapters count is told, each lane by itself", "[app]") {
  const Figures figures = figures_of(busy_adapters());

  CHECK(value_of(figures, "varde_adapter_messages_total") == 10);
  CHECK(value_of(figures, "varde_adapter_failed_total") == 4);
  CHECK(value_of(figures, "varde_adapter_no_room_total") == 3);
  CHECK(value_of(figures, "varde_adapter_quarantined") == 2);
  CHECK(value_of(figures, "varde_adapter_waiting{lane=\"urgent\"}") == 1);
  CHECK(value_of(figures, "varde_adapter_waiting{lane=\"bulk\"}") == 7);
  CHECK(value_of(figures, "varde_codec_calls_total{lane=\"urgent\"}") == 6);
  CHECK(value_of(figures, "varde_codec_calls_total{lane=\"bulk\"}") == 0);
  CHECK(value_of(figures, "varde_codec_faults_total{lane=\"bulk\"}") == 5);
  CHECK(value_of(figures, "varde_codec_killed_total{lane=\"bulk\"}") == 8);
  CHECK(value_of(figures, "varde_codec_crashed_total{lane=\"urgent\"}") == 9);
  CHECK(value_of(figures, "varde_codec_seconds_total{lane=\"bulk\"}") == 1.5);
}

TEST_CASE(
    "every figure of the adapters and of the listener is in the reference, and is named so that "
    "Prometheus knows its kind",
    "[app]") {
  const std::string page = metrics_page();
  const links::mqtt::Counters listener;
  for (const Figures& figures : {figures_of(busy_adapters()), figures_of(listener)}) {
    for (const api::Figure& figure : figures) {
      CAPTURE(figure.name);
      const std::string kind = figure.counter ? "counter" : "gauge";
      CHECK(page.find("| `" + figure.name + "` | " + kind + " |") != std::string::npos);
      CHECK(figure.name.ends_with("_total") == figure.counter);
      CHECK_FALSE(figure.help.empty());
    }
  }
}

TEST_CASE("a broker tells the figures of its adapters where one is in use", "[app]") {
  const bool in_use = GENERATE(false, true);
  CAPTURE(in_use);
  const test::TempDir folder;
  BrokerOptions options;
  options.config.data = folder.path() / "data";
  options.config.api.listen = {"127.0.0.1", 0};
  options.config.storage.reserve_mib = 16;
  if (in_use) options.config.adapters.use = {{"sparkplug-b", MunicipalityId("nordlia"), "", {}}};
  Broker broker(options);
  broker.start();
  std::thread runs([&broker] { broker.run(); });

  const std::string metrics = metrics_of(broker);

  broker.request_stop();
  runs.join();
  const auto tells = [&](const std::string& line) {
    return metrics.find("\n" + line + "\n") != std::string::npos;
  };
  CHECK(tells("varde_adapter_quarantined 0") == in_use);
  CHECK(tells("varde_adapter_waiting{lane=\"urgent\"} 0") == in_use);
  CHECK(tells("varde_adapter_waiting{lane=\"bulk\"} 0") == in_use);
  // Both lanes are of one family, which Prometheus wants announced once.
  const std::string type = "# TYPE varde_adapter_waiting gauge";
  CHECK((metrics.find(type) != std::string::npos) == in_use);
  CHECK(metrics.find(type) == metrics.rfind(type));
}

}  // namespace varde::app
