#include "tests/unit/adapters/host/host_bench.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <utility>

namespace varde::test {
namespace {

AdapterPtr load(const std::filesystem::path& folder) {
  auto adapter = adapters::load_adapter(folder);
  if (adapter.has_error()) {
    for (const auto& error : adapter.error()) UNSCOPED_INFO(yaml::describe(error));
  }
  REQUIRE(adapter.has_value());
  return *adapter;
}

constexpr const char* kOwnManifest = R"(
vendor: Test
description: An adapter of a test.
documents: []
types:
  bulk:
    description: Anything that is not urgent
    signals: [heartbeat, water_leak, battery_low, offline, online]
    supervision: {interval_s: 3600}
    duplicates: state
    clock: none
  button:
    description: A help button
    signals: [help_call, heartbeat]
    supervision: {interval_s: 3600}
    duplicates: state
    clock: none
)";

}  // namespace

AdapterPtr vendor_adapter(const std::string& id) {
  return load(std::filesystem::path(VARDE_VENDORS) / id);
}

AdapterPtr own_adapter(const TempDir& dir, const std::string& id, const std::string& script,
                       const std::string& version) {
  const auto folder = dir.path() / version / id;
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "adapter.yaml")
      << "id: " << id << "\nversion: " << version << "\ntopics:\n  - {topic: \"" << id
      << "/{device+}\", name: state}" << kOwnManifest;
  std::ofstream(folder / "codec.js") << script;
  return load(folder);
}

core::Device vendor_device(const std::string& id, const std::string& adapter,
                           const std::string& address, const std::string& model,
                           const std::string& position) {
  core::VendorDevice vendor;
  vendor.adapter = adapter;
  vendor.address = address;
  vendor.model = model;
  return {device(id), PositionId(position), model, vendor};
}

core::RawMessage arrived(const std::string& topic, const std::string& payload, Instant when) {
  core::RawMessage raw;
  raw.link = LinkId("mosquitto");
  raw.topic = topic;
  raw.payload = payload;
  raw.payload_size = payload.size();
  raw.received_at = when;
  return raw;
}

std::vector<core::Event> events_of(const core::FieldMessage& message) {
  std::vector<core::Event> out;
  const auto add = [&](const core::DeviceRef& from, const core::Content& content) {
    core::Event event;
    event.at = message.raw.received_at;
    if (const auto* failure = std::get_if<core::DecodeFailure>(&content)) {
      event.body = core::MessageUndecodable{message.raw, from, *failure};
    } else {
      event.body = core::MessageReceived{
          message.raw, from, std::get<std::vector<core::Signal>>(content), LogPosition{}};
    }
    out.push_back(std::move(event));
  };
  add(message.device, message.content);
  for (const core::Report& other : message.others) add(other.device, other.content);
  return out;
}

const std::vector<core::Signal>& signals_of(const core::FieldMessage& message) {
  if (const auto* failure = std::get_if<core::DecodeFailure>(&message.content)) {
    UNSCOPED_INFO(failure->reason);
  }
  REQUIRE(std::holds_alternative<std::vector<core::Signal>>(message.content));
  return std::get<std::vector<core::Signal>>(message.content);
}

core::DecodeFailureKind failure_of(const core::FieldMessage& message) {
  const auto* failure = std::get_if<core::DecodeFailure>(&message.content);
  if (failure == nullptr) return core::DecodeFailureKind::Unspecified;
  UNSCOPED_INFO(failure->reason);
  return failure->kind;
}

HostBench::HostBench(HostSetup setup, bool started) {
  adapters::AdapterHostOptions options;
  options.uses = std::move(setup.uses);
  if (options.uses.empty()) {
    const MunicipalityId nordlia("nordlia");
    for (const AdapterPtr& each : setup.adapters) {
      options.uses.push_back({each->manifest.id, nordlia, "", {}});
    }
  }
  options.devices = std::move(setup.devices);
  options.most_messages = setup.most_messages;
  options.most_bytes = setup.most_bytes;
  options.pool.bulk_workers = setup.bulk_workers;
  options.pool.program = VARDE_CODEC_PROGRAM;
  // The real worker keeps its limits itself. Its parent's, the second line, is set so that a busy
  // machine does not reach it.
  options.pool.time_limit = std::chrono::seconds(5);
  adapters::AdapterHost::Hooks hooks;
  hooks.changed = [this](core::ChangeAdapter change) {
    const std::scoped_lock lock(mutex_);
    changes_.push_back(std::move(change));
  };
  hooks.publish = [this](const LinkId& link, adapters::Publish publish) {
    const std::scoped_lock lock(mutex_);
    published_.push_back(link.str() + " " + publish.topic);
  };
  host_ = std::make_unique<adapters::AdapterHost>(std::move(options), std::move(setup.adapters),
                                                  std::move(setup.compiled), setup.state,
                                                  std::move(hooks));
  if (started) host_->start();
}

void HostBench::on_answer(std::function<void(const core::FieldMessage&)> hook) {
  const std::scoped_lock lock(mutex_);
  hook_ = std::move(hook);
}

void HostBench::keep_turns() {
  const std::scoped_lock lock(mutex_);
  keep_ = true;
}

void HostBench::give_turns_back() {
  std::vector<std::shared_ptr<void>> turns;
  const std::scoped_lock lock(mutex_);
  turns.swap(turns_);
}

bool HostBench::send(core::RawMessage raw) {
  auto answer = host_->decode(raw, [this](adapters::Decoded done) { take(std::move(done)); });
  if (auto* now = std::get_if<adapters::Decoded>(&answer)) take(std::move(*now));
  return !std::holds_alternative<adapters::NoRoomToDecode>(answer);
}

void HostBench::take(adapters::Decoded decoded) {
  const std::scoped_lock lock(mutex_);
  if (hook_) hook_(decoded.message);
  if (keep_) turns_.push_back(std::move(decoded.turn));
  answers_.push_back(std::move(decoded.message));
  answered_.notify_all();
}

std::vector<core::FieldMessage> HostBench::wait_for(std::size_t count) {
  std::unique_lock lock(mutex_);
  answered_.wait_for(lock, std::chrono::seconds(60), [&] { return answers_.size() >= count; });
  REQUIRE(answers_.size() >= count);
  return answers_;
}

std::size_t HostBench::answers() {
  const std::scoped_lock lock(mutex_);
  return answers_.size();
}

core::FieldMessage HostBench::decode(core::RawMessage raw) {
  const std::size_t before = answers();
  REQUIRE(send(std::move(raw)));
  return wait_for(before + 1).back();
}

std::vector<core::ChangeAdapter> HostBench::changes() {
  const std::scoped_lock lock(mutex_);
  return changes_;
}

std::vector<std::string> HostBench::published() {
  const std::scoped_lock lock(mutex_);
  return published_;
}

}  // namespace varde::test
