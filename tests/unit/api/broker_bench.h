// A broker without links for the tests of the API: the real log in a temporary folder, the real
// engine, a small register and a few users.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "broker/base/instant.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"
#include "tests/support/temp_dir.h"
#include "tests/support/world.h"

namespace varde::test {

// The time of day, plus what the test adds.
class ShiftedClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()) +
           Duration(shift_.load());
  }
  void add(Duration duration) { shift_ += duration.count(); }

 private:
  std::atomic<Duration::rep> shift_{0};
};

inline const std::string kPassword = "correct horse battery";

// Users, all with kPassword: kari and nils (operators of all), siri (operator of sorvik), tina
// (technician), ivar (integrator), mona (manager), adam (admin).
void write_users(const std::filesystem::path& folder);

class BrokerBench {
 public:
  using Committed = std::function<void(std::shared_ptr<const engine::CommittedBatch>)>;

  // Opens the log in `dir`, which may hold one already. Commits go to `committed` once it is set.
  explicit BrokerBench(const TempDir& dir, engine::Limits limits = {});
  ~BrokerBench();

  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] const eventlog::EventLog& log() const { return *log_; }
  [[nodiscard]] const core::State& recovered() const { return recovered_; }
  void on_committed(Committed committed) { *committed_ = std::move(committed); }

  // Starts the engine, and waits until the register is in the log. Twice is once.
  void start();
  void stop() { engine_->stop(); }

  // Sends a message from the field and waits until it is durable.
  LogPosition send(core::FieldMessage message);
  LogPosition send(const core::DeviceRef& from, core::Signal made);
  // `count` help calls with keys of their own from the button of `municipality`; waits for the
  // last.
  void send_calls(std::size_t count, const std::string& municipality = "nordlia");
  // A smoke alarm each from that many devices in no register.
  void send_strangers(std::size_t count, const std::string& municipality = "nordlia");

  ShiftedClock clock;

 private:
  std::unique_ptr<eventlog::EventLog> log_;
  core::State recovered_;
  std::shared_ptr<Committed> committed_ = std::make_shared<Committed>();
  std::unique_ptr<engine::Engine> engine_;
  std::uint64_t sequence_ = 0;
};

}  // namespace varde::test
