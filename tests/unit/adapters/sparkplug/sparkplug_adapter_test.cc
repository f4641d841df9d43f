// Sparkplug B in the host, with the core behind it.
#include "adapters/host/sparkplug/sparkplug_adapter.h"

#include <catch2/catch.hpp>
#include <future>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "adapters/host/adapter_host.h"
#include "adapters/host/sparkplug/sparkplug_nodes.h"
#include "broker/core/limits.h"
#include "broker/wire/names.h"
#include "tests/support/eventually.h"
#include "tests/support/world.h"
#include "tests/unit/adapters/sparkplug/hex_samples.h"
#include "tests/unit/adapters/sparkplug/plant.h"

namespace varde::adapters::sparkplug {
namespace {

using core::DecodeFailure;
using core::DecodeFailureKind;
using Words = std::vector<std::string>;
using namespace std::chrono_literals;

constexpr std::string_view kNodeRules = R"({"metrics": [
    {"metric": "Supply/Mains", "kind": "mains_lost", "values": {"true": "normal",
                                                                "false": "active"}},
    {"metric": "Level", "kind": "water_leak", "above": 2.5, "clears_below": 2.3},
    {"metric": "Outdoor", "kind": "temperature", "value": true, "unit": "°C"}]})";
constexpr std::string_view kPumpRules = R"({"metrics": [
    {"metric": "Fault", "kind": "pump_fault", "values": {"true": "active", "false": "normal"}}]})";

core::Device registered(const std::string& id, std::string address, std::string_view parameters) {
  return {test::device(id), PositionId("hall"), "sparkplug",
          core::VendorDevice{std::string(kSparkplugAdapter), std::move(address), "", "",
                             std::string(parameters)}};
}

std::vector<core::Device> water_works() {
  return {registered("n1", "works/n1", kNodeRules),
          registered("pump", "works/n1/pump", kPumpRules)};
}

// The broker around the host: what it decodes is decided, and comes back as committed.
class Works {
 public:
  explicit Works(std::vector<core::Device> devices, const std::string& prefix = "")
      : prefix_(prefix),
        host_({{{std::string(kSparkplugAdapter), MunicipalityId("nordlia"), prefix, {}}},
               devices,
               100,
               10'000'000,
               {{}, 0, 0}},  // No workers: nothing here is a script.
              {}, {make_sparkplug_adapter}, world_.state(),
              {[](const core::ChangeAdapter&) {},
               [this](const LinkId& link, const Publish& said) {
                 const std::scoped_lock lock(mutex_);
                 published_.push_back(link.str() + " " + said.topic);
               }}) {
    core::ApplyRegister register_of = test::small_register();
    register_of.devices = std::move(devices);
    world_.give(register_of);
    host_.start();
  }

  core::FieldMessage decodes(const std::string& topic, std::string payload) {
    core::RawMessage raw;
    raw.link = LinkId("mosquitto");
    raw.topic = prefix_ + topic;
    raw.payload_size = payload.size();
    raw.payload = std::move(payload);
    raw.received_at = world_.now();
    std::promise<core::FieldMessage> promise;
    auto decoded = promise.get_future();
    const auto answer =
        host_.decode(raw, [&promise](Decoded done) { promise.set_value(std::move(done.message)); });
    REQUIRE(std::holds_alternative<DecodedLater>(answer));
    REQUIRE(decoded.wait_for(30s) == std::future_status::ready);
    return decoded.get();
  }

  core::FieldMessage hears(const std::string& topic, std::string payload) {
    core::FieldMessage message = decodes(topic, std::move(payload));
    give(message);
    return message;
  }
  core::FieldMessage hears_hex(const std::string& topic, std::string_view digits) {
    return hears(topic, bytes_from_hex(digits).value());
  }
  void is_born() {
    hears_hex("spBv1.0/works/NBIRTH/n1", hex_samples::kNodeBirth);
    hears_hex("spBv1.0/works/DBIRTH/n1/pump", hex_samples::kDeviceBirth);
  }

  void give(const core::Input& input) { host_.committed(world_.give(input).events); }

  Words published() {
    const std::scoped_lock lock(mutex_);
    return published_;
  }

  test::World& world() { return world_; }
  AdapterHost& host() { return host_; }

 private:
  test::World world_;
  std::string prefix_;
  std::mutex mutex_;  // Guards the next.
  Words published_;
  AdapterHost host_;
};

Words words(const core::Content& content) {
  Words out;
  for (const core::Signal& signal : std::get<std::vector<core::Signal>>(content)) {
    out.push_back(std::string(wire::name(signal.kind)) + " " +
                  std::string(wire::name(signal.state)));
  }
  return out;
}

std::string fault(const core::VendorDevice& device) {
  return fault_of_sparkplug_device(device).value_or("none");
}

}  // namespace

TEST_CASE("a registered node's metrics are the signals of the registered device", "[sparkplug]") {
  Works works(water_works());

  const auto birth = works.hears_hex("spBv1.0/works/NBIRTH/n1", hex_samples::kNodeBirth);
  works.hears_hex("spBv1.0/works/DBIRTH/n1/pump", hex_samples::kDeviceBirth);
  const auto data = works.hears_hex("spBv1.0/works/DDATA/n1/pump", hex_samples::kDeviceData);

  CHECK(birth.device == test::device("n1"));
  CHECK(words(birth.content) ==
        Words{"online active", "mains_lost normal", "water_leak normal", "temperature active"});
  CHECK(data.device == test::device("pump"));
  CHECK(words(data.content) == Words{"pump_fault active"});
  CHECK(works.world().is_open("hall", core::AlarmType::PumpFault));
}

TEST_CASE("a level between two limits is what it was when it was last on disk", "[sparkplug]") {
  Works works(water_works());
  works.is_born();
  const auto level = [&](double metres) {
    return words(works.hears("spBv1.0/works/NDATA/n1", Build().with_number("Level", metres).bytes())
                     .content);
  };

  CHECK(level(2.4) == Words{"water_leak normal"});
  CHECK(level(2.6) == Words{"water_leak active"});
  CHECK(level(2.4) == Words{"water_leak active"});
  CHECK(level(2.2) == Words{"water_leak normal"});
}

TEST_CASE("a state that is told again by a new birth raises no second alarm", "[sparkplug]") {
  Works works(water_works());
  works.is_born();
  works.hears_hex("spBv1.0/works/DDATA/n1/pump", hex_samples::kDeviceData);
  const AlarmId before = works.world().alarm("hall", core::AlarmType::PumpFault).id;
  const auto count = works.world().alarm("hall", core::AlarmType::PumpFault).occurrences;
  works.world().wait(5min);

  const auto birth =
      works.hears("spBv1.0/works/DBIRTH/n1/pump", Build(3).with("Fault", 10, true).bytes());

  REQUIRE(words(birth.content) == Words{"online active", "pump_fault active"});
  CHECK(works.world().alarm("hall", core::AlarmType::PumpFault).id == before);
  CHECK(works.world().alarm("hall", core::AlarmType::PumpFault).occurrences == count);
}

TEST_CASE("every registered node is asked for its birth when a link comes up", "[sparkplug]") {
  auto devices = water_works();
  devices.push_back(registered("door", "garage/n2/door", ""));  // Its node is in no register.
  Works works(devices, "site7/");

  works.give(core::ChangeLink{LinkId("mosquitto"), true, "connected", false});

  const Words asked{"mosquitto site7/spBv1.0/garage/NCMD/n2",
                    "mosquitto site7/spBv1.0/works/NCMD/n1"};
  REQUIRE(test::eventually([&] { return works.published() == asked; }));

  // Data that come before the birth do not ask once more; each new connection does.
  const auto early = works.hears_hex("spBv1.0/works/DDATA/n1/pump", hex_samples::kDeviceData);
  CHECK(std::holds_alternative<DecodeFailure>(early.content));
  CHECK(works.published() == asked);
  works.give(core::ChangeLink{LinkId("mosquitto"), false, "lost", false});
  works.give(core::ChangeLink{LinkId("mosquitto"), true, "connected", false});
  CHECK(test::eventually([&] { return works.published().size() == 4; }));
}

TEST_CASE("what does not fit together is asked for on the link that it came by", "[sparkplug]") {
  Works works(water_works(), "site7/");

  works.hears_hex("spBv1.0/works/DDATA/n1/pump", hex_samples::kDeviceData);

  CHECK(works.published() == Words{"mosquitto site7/spBv1.0/works/NCMD/n1"});
}

TEST_CASE("the death of a node with 256 devices is told of each of them", "[sparkplug]") {
  std::vector<core::Device> devices{registered("n1", "works/n1", kNodeRules)};
  for (std::size_t i = 0; i < kDevicesOfNode; ++i) {
    const std::string name = "d" + std::to_string(i);
    devices.push_back(registered(name, "works/n1/" + name, kPumpRules));
  }
  Works works(devices);

  const auto death = works.decodes("spBv1.0/works/NDEATH/n1", Build().born(0).bytes());

  CHECK(death.device == test::device("n1"));
  REQUIRE(death.others.size() == kDevicesOfNode);
  for (const core::Report& report : death.others) {
    CHECK(words(report.content) == Words{"offline active", "pump_fault unknown"});
  }
  std::size_t received = 0;
  for (const core::Event& event : works.world().give(death).events) {
    CHECK_FALSE(std::holds_alternative<core::MessageUndecodable>(event.body));
    received += std::holds_alternative<core::MessageReceived>(event.body) ? 1 : 0;
  }
  CHECK(received == core::limits::kReportsPerMessage);
}

TEST_CASE("a device beyond the 256th behind a node says so with each message", "[sparkplug]") {
  std::vector<core::Device> devices;
  for (std::size_t i = 0; i <= kDevicesOfNode; ++i) {
    const std::string name = "d" + std::to_string(1'000 + i);
    devices.push_back(registered(name, "works/n1/" + name, kPumpRules));
  }
  Works works(devices);

  const auto last = works.hears("spBv1.0/works/DBIRTH/n1/d1256", Build(0).bytes());
  const auto death = works.hears("spBv1.0/works/NDEATH/n1", Build().born(0).bytes());

  REQUIRE(std::holds_alternative<DecodeFailure>(last.content));
  CHECK(std::get<DecodeFailure>(last.content).reason.starts_with("address: more than 256"));
  CHECK(death.others.size() == kDevicesOfNode);
}

TEST_CASE("a device whose parameters cannot be used is not understood, but its death is",
          "[sparkplug]") {
  Works works({registered("n1", "works/n1", kNodeRules),
               registered("pump", "works/n1/pump", R"({"metrics": [{"metric": "Fault"}]})")});

  const auto birth = works.hears_hex("spBv1.0/works/DBIRTH/n1/pump", hex_samples::kDeviceBirth);
  const auto data = works.hears_hex("spBv1.0/works/DDATA/n1/pump", hex_samples::kDeviceData);
  const auto death = works.hears_hex("spBv1.0/works/DDEATH/n1/pump", hex_samples::kDeviceDeath);

  for (const auto& message : {birth, data}) {
    REQUIRE(std::holds_alternative<DecodeFailure>(message.content));
    const auto& failure = std::get<DecodeFailure>(message.content);
    CHECK(failure.kind == DecodeFailureKind::UnknownDevice);
    CHECK(failure.reason.starts_with("parameters: metric 1: kind: "));
    CHECK(message.device == test::device("pump"));
  }
  CHECK(words(death.content) == Words{"offline active"});
}

TEST_CASE("a node in no register is heard, and asked for nothing", "[sparkplug]") {
  Works works(water_works());

  const auto birth = works.hears("spBv1.0/works/NBIRTH/n9", Build(0).born(1).bytes());
  const auto data = works.hears("spBv1.0/works/NDATA/n9", Build(7).with("", 4, true).bytes());

  CHECK(words(birth.content) == Words{"online active"});
  CHECK(words(data.content).empty());
  CHECK(birth.device == core::DeviceRef{MunicipalityId("nordlia"),
                                        unregistered_device_id("sparkplug-b", "works/n9")});
  CHECK(works.published().empty());
}

TEST_CASE("what is in the namespace and no topic of Sparkplug B is undecoded", "[sparkplug]") {
  Works works(water_works());
  const auto message = works.hears("spBv1.0/works/NBIRTH", "");
  REQUIRE(std::holds_alternative<DecodeFailure>(message.content));
  CHECK(std::get<DecodeFailure>(message.content).kind == DecodeFailureKind::UnknownTopic);
}

TEST_CASE("births, data and deaths are subscribed to, commands are not", "[sparkplug]") {
  Works works(water_works(), "site7/");
  const auto filters = works.host().filters(LinkId("mosquitto"));
  CHECK(filters.size() == 6);
  for (const std::string& filter : filters) {
    CHECK(filter.starts_with("site7/spBv1.0/+/"));
    CHECK(filter.find("CMD") == std::string::npos);
  }
}

TEST_CASE("the check of a register finds what the adapter could not use", "[sparkplug]") {
  core::VendorDevice device = *water_works().front().vendor;
  CHECK_FALSE(fault_of_sparkplug_device(device).has_value());

  device.carrier = "sparkplug-b";
  CHECK(fault(device).starts_with("carrier: "));
  device.carrier.clear();
  device.parameters = "{]";
  CHECK(fault(device).starts_with("parameters: "));
  device.parameters.clear();
  for (const char* address : {"", "n1", "/n1", "works/", "works//pump", "works/n1/", "a/b/c/d"}) {
    CAPTURE(address);
    device.address = address;
    CHECK(fault(device).starts_with("address: "));
  }
  device.address = "works/n1/pump";
  CHECK(fault(device) == "none");
}

}  // namespace varde::adapters::sparkplug
