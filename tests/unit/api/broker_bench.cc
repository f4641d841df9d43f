#include "tests/unit/api/broker_bench.h"

#include <catch2/catch.hpp>
#include <future>
#include <map>
#include <utility>

#include "broker/api/password.h"
#include "broker/api/user_file.h"
#include "broker/base/atomic_file.h"
#include "broker/eventlog/rocksdb_event_log.h"

namespace varde::test {
namespace {

class Promised : public engine::Receipt {
 public:
  explicit Promised(std::promise<LogPosition> promise) : promise_(std::move(promise)) {}

 private:
  void on_durable(const engine::Stored& stored) override {
    promise_.set_value(stored.durable_up_to);
  }
  void on_refused(engine::FieldRefusal) override { promise_.set_value(LogPosition()); }
  std::promise<LogPosition> promise_;
};

std::unique_ptr<eventlog::EventLog> open_log(const TempDir& dir) {
  eventlog::OpenOptions options;
  options.folder = dir.path() / "log";
  options.create = true;
  auto log = eventlog::open_event_log(options);
  REQUIRE(log.has_value());
  return *std::move(log);
}

std::future<LogPosition> submit(engine::Engine& engine, core::FieldMessage message) {
  std::promise<LogPosition> promise;
  auto durable = promise.get_future();
  engine.submit({std::move(message), std::make_unique<Promised>(std::move(promise)), {}});
  return durable;
}

std::string users_text() {
  const std::string hash = api::hash_password(kPassword);
  std::map<UserId, api::User> users;
  const auto add = [&](const std::string& id, const std::string& name, core::Role role,
                       std::vector<MunicipalityId> municipalities = {}) {
    users[UserId(id)] = {UserId(id), name, role, std::move(municipalities), hash};
  };
  add("kari", "Kari Nordmann", core::Role::Operator);
  add("nils", "Nils Berg", core::Role::Operator);
  add("siri", "Siri Vik", core::Role::Operator, {MunicipalityId("sorvik")});
  add("tina", "Tina Dahl", core::Role::Technician);
  add("ivar", "Ivar Haug", core::Role::Integrator);
  add("mona", "Mona Lie", core::Role::Manager);
  add("adam", "Adam Moe", core::Role::Admin);
  return api::write_users(users);
}

}  // namespace

void write_users(const std::filesystem::path& folder) {
  static const std::string kText = users_text();
  REQUIRE(write_file_atomically(folder / "users.json", kText).has_value());
}

BrokerBench::BrokerBench(const TempDir& dir, engine::Limits limits)
    : log_(open_log(dir)), recovered_(*log_->recover()) {
  engine::Engine::Hooks hooks;
  hooks.committed = [committed = committed_](auto batch) {
    if (*committed) (*committed)(std::move(batch));
  };
  engine_ = std::make_unique<engine::Engine>(*log_, recovered_, clock, std::move(hooks), limits);
}

BrokerBench::~BrokerBench() { stop(); }

void BrokerBench::start() {
  engine_->start();
  std::promise<void> done;
  engine_->post(core::StartBroker{"test", {LinkId("mosquitto")}});
  engine_->post(core::ChangeLink{LinkId("mosquitto"), true, ""});
  engine_->post(small_register(), [&](LogPosition) { done.set_value(); });
  done.get_future().wait();
}

LogPosition BrokerBench::send(core::FieldMessage message) {
  const LogPosition durable = submit(*engine_, std::move(message)).get();
  REQUIRE_FALSE(durable.none());
  return durable;
}

LogPosition BrokerBench::send(const core::DeviceRef& from, core::Signal made) {
  return send(message(from, {keyed(std::move(made), ++sequence_)}));
}

void BrokerBench::send_calls(std::size_t count, const std::string& municipality) {
  std::future<LogPosition> last;
  for (std::size_t i = 0; i < count; ++i) {
    last = submit(*engine_, message(device("button-1", municipality),
                                    {keyed(signal(SignalKind::HelpCall), ++sequence_)}));
  }
  last.wait();
}

void BrokerBench::send_strangers(std::size_t count, const std::string& municipality) {
  std::future<LogPosition> last;
  for (std::size_t i = 0; i < count; ++i) {
    last = submit(*engine_, message(device("stranger-" + std::to_string(i), municipality),
                                    {keyed(signal(SignalKind::Smoke), ++sequence_)}));
  }
  last.wait();
}

}  // namespace varde::test
