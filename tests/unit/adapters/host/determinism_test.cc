// The same messages give the same signals, byte for byte, whatever came in between.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "adapters/host/fixture.h"
#include "broker/wire/events.h"
#include "tests/unit/adapters/host/host_bench.h"
#include "varde/v1/event.pb.h"

namespace varde::test {
namespace {

constexpr const char* kVendors[] = {
    "abeeway",     "bedsensor",         "browan",          "chirpstack", "elsys",
    "firepanel",   "milesight-lorawan", "milesight-vs373", "owntracks",  "pumpstation",
    "shelly-gen1", "shelly-gen2",       "tasmota",         "traccar",    "ttn",
    "zigbee2mqtt", "homeassistant"};

// All that the catalogue's fixtures send, and the devices that they come from.
struct Catalogue {
  std::vector<AdapterPtr> adapters;
  std::vector<core::Device> devices;
  std::map<std::string, std::vector<core::RawMessage>> messages;  // By what keeps an order.
};

Catalogue catalogue() {
  Catalogue out;
  for (const char* vendor : kVendors) {
    const AdapterPtr adapter = vendor_adapter(vendor);
    out.adapters.push_back(adapter);
    std::map<std::string, std::string> types;  // By address: the first that a fixture gives.
    int minutes = 0;
    for (const auto& fixture : adapters::read_fixtures(adapter->folder / "fixtures").good) {
      const auto* message = std::get_if<adapters::FixtureMessage>(&fixture.given);
      if (message == nullptr || message->topic.empty()) continue;
      const auto match = adapters::match_topic(adapter->manifest, message->topic);
      if (!match) continue;
      const auto [type, first] = types.emplace(match->address, fixture.device.type);
      if (first && !type->second.empty() && !adapter->manifest.carrier) {
        out.devices.push_back(vendor_device(std::string(vendor) + std::to_string(types.size()),
                                            vendor, match->address, type->second));
        out.devices.back().vendor->parameters = fixture.device.parameters;
      }
      core::RawMessage raw = arrived(message->topic, message->payload, at(1min * ++minutes));
      raw.retained = message->retained;
      out.messages[std::string(vendor) + match->address].push_back(std::move(raw));
    }
  }
  return out;
}

std::string bytes_of(const core::FieldMessage& message) {
  std::string out;
  for (const core::Event& event : events_of(message)) {
    v1::Event proto;
    wire::to_proto(event, proto);
    out += proto.SerializeAsString();
  }
  return out;
}

using Answers = std::map<std::string, std::string>;  // By topic, time and payload.

std::string key_of(const core::RawMessage& raw) {
  return raw.topic + " " + std::to_string(raw.received_at.time_since_epoch().count()) + " " +
         raw.payload;
}

// Each device's messages in their order; across devices in an order made of `seed`.
std::vector<core::RawMessage> shuffled(const Catalogue& given, unsigned seed) {
  std::vector<std::string> order;
  for (const auto& [device, messages] : given.messages) {
    order.insert(order.end(), messages.size(), device);
  }
  std::shuffle(order.begin(), order.end(), std::mt19937(seed));
  std::map<std::string, std::size_t> next;
  std::vector<core::RawMessage> out;
  for (const std::string& device : order) {
    out.push_back(given.messages.at(device)[next[device]++]);
  }
  return out;
}

Answers decoded(const Catalogue& given, unsigned seed, std::size_t workers) {
  HostSetup setup;
  setup.adapters = given.adapters;
  setup.devices = given.devices;
  setup.bulk_workers = workers;
  HostBench bench(std::move(setup));
  Answers out;
  bench.on_answer([&](const core::FieldMessage& message) {
    bench.host().committed(events_of(message));  // On disk, and then the turn is given back.
    out[key_of(message.raw)] = bytes_of(message);
  });
  const auto messages = shuffled(given, seed);
  for (const core::RawMessage& raw : messages) REQUIRE(bench.send(raw));
  bench.wait_for(messages.size());
  return out;
}

}  // namespace

TEST_CASE("the catalogue's messages decoded twice give the same bytes, in any order of devices",
          "[adapter_host]") {
  const Catalogue given = catalogue();

  const Answers first = decoded(given, 1, 1);
  const Answers again = decoded(given, 1, 1);
  const Answers other_order = decoded(given, 2, 2);

  REQUIRE(first.size() > 200);
  CHECK(again == first);
  for (const auto& [message, bytes] : first) {
    CAPTURE(message);
    CHECK(other_order.at(message) == bytes);
  }
}

TEST_CASE("a codec that keeps a state in globals gives the same answer in any order",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(
      dir, "keeps",
      "let count = 0; const seen = new Set(); Object.prototype.heard = Object.prototype.heard || 0;"
      "function normalize(m) { count++; seen.add(m.text); globalThis.last = (globalThis.last || '')"
      " + m.text; Object.prototype.heard++; Array.prototype.extra = m.text;"
      " return [{kind: 'heartbeat', state: 'active', text: [count, seen.size, last,"
      " ({}).heard, Math.random()].join()}]; }")};
  HostBench bench(std::move(setup));
  const auto text = [&](const std::string& topic, const std::string& payload) {
    return signals_of(bench.decode(topic, payload))[0].text;
  };

  const std::string a = text("keeps/a", "x");
  const std::string b = text("keeps/b", "y");

  CHECK(a.starts_with("1,1,x,1,"));
  CHECK(b.starts_with("1,1,y,1,"));
  CHECK(text("keeps/b", "y") == b);
  CHECK(text("keeps/a", "x") == a);
}

}  // namespace varde::test
