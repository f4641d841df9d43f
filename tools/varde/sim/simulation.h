// Lets a town live at real speed (or faster) against a real MQTT broker, and follows what becomes
// of each message.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "broker/app/config.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "tools/varde/field_client.h"
#include "tools/varde/sim/ledger.h"
#include "tools/varde/sim/town.h"

namespace varde::cli {

struct SimulationOptions {
  std::vector<FieldClientOptions> ways;  // In; at least one. Each device keeps to one of them.
  TownOptions town;
  double speed = 1;                // Simulated seconds in a second.
  std::chrono::seconds length{0};  // 0: until stopped.
};

// Thread safety: one thread, but for `stop`.
class Simulation {
 public:
  // Messages unacknowledged at a time; when there are as many, the devices wait.
  static constexpr std::size_t kMostOpen = 2'000;

  // Connects and opens the log. Throws CannotError.
  Simulation(const app::Config& config, SimulationOptions options, Ledger& ledger);

  // Ends `run` soon. May be called from a signal handler.
  void stop() { stopping_ = true; }

  // Runs for its length, then waits until what was published is acknowledged and what was
  // acknowledged is in the log, kPatience at most. Throws CannotError.
  void run();

  static constexpr std::chrono::seconds kPatience{20};

 private:
  using Clock = std::chrono::steady_clock;
  struct Message {
    MessageKey key;
    std::string topic;
    std::string payload;
    bool urgent = false;
  };

  void live(Clock::time_point until);
  void settle();
  void say(const Saying& saying);
  void send(Message message);
  void answered(Message message, const PublishOutcome& outcome);
  void send_again();
  void each_second();
  void read_log();
  void show_progress() const;

  SimulationOptions options_;
  Ledger& ledger_;
  Town town_;
  eventlog::LogReader reader_;
  LogPosition next_;  // Of the log, to be read.
  Clock::time_point started_;
  Clock::time_point next_second_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> open_ = 0;  // Sent or to be sent again, not acknowledged.
  std::mutex mutex_;                   // Guards again_.
  std::deque<Message> again_;          // Not acknowledged: the devices keep them.
  // One way in: bulk never stands before a call.
  struct Way {
    explicit Way(const FieldClientOptions& options);
    FieldClient bulk;
    FieldClient urgent;
  };
  [[nodiscard]] Way& way_of(const core::DeviceRef& device);
  // Last, so that no outcome arrives after what it is told to.
  std::vector<std::unique_ptr<Way>> ways_;
};

}  // namespace varde::cli
