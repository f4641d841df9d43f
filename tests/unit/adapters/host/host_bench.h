// An adapter host with real workers, and its answers in the order in which they came.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/host/adapter_host.h"
#include "broker/core/event.h"
#include "tests/support/temp_dir.h"
#include "tests/support/world.h"

namespace varde::test {

using AdapterPtr = std::shared_ptr<const adapters::Adapter>;

// One of `adapters/vendors`.
[[nodiscard]] AdapterPtr vendor_adapter(const std::string& id);

// An adapter of the test's own, with the topics `<id>/{device+}` and the types `bulk` (signals
// heartbeat, water_leak, battery_low, offline, online) and `button` (help_call, heartbeat).
[[nodiscard]] AdapterPtr own_adapter(const TempDir& dir, const std::string& id,
                                     const std::string& script,
                                     const std::string& version = "1.0.0");

[[nodiscard]] core::Device vendor_device(const std::string& id, const std::string& adapter,
                                         const std::string& address, const std::string& model,
                                         const std::string& position = "hall");

[[nodiscard]] core::RawMessage arrived(const std::string& topic, const std::string& payload,
                                       Instant when = at(0s));

// As the core would write it down: all that was decoded, fresh.
[[nodiscard]] std::vector<core::Event> events_of(const core::FieldMessage& message);

[[nodiscard]] const std::vector<core::Signal>& signals_of(const core::FieldMessage& message);
[[nodiscard]] core::DecodeFailureKind failure_of(const core::FieldMessage& message);

struct HostSetup {
  std::vector<AdapterPtr> adapters;
  std::vector<core::Device> devices;
  std::vector<adapters::CompiledAdapterFactory> compiled;
  std::vector<adapters::AdapterUse> uses;  // Empty: each adapter once, for nordlia.
  std::size_t most_messages = 4'096;
  std::size_t most_bytes = 16 * 1024 * 1024;
  std::size_t bulk_workers = 1;
  core::State state;
};

class HostBench {
 public:
  explicit HostBench(HostSetup setup, bool started = true);

  [[nodiscard]] adapters::AdapterHost& host() { return *host_; }

  // Called on the host's thread with each answer, before its turn is given back.
  void on_answer(std::function<void(const core::FieldMessage&)> hook);
  // Turns stay with the answers from now on.
  void keep_turns();
  void give_turns_back();

  // False: there was no room.
  bool send(core::RawMessage raw);
  bool send(const std::string& topic, const std::string& payload) {
    return send(arrived(topic, payload));
  }

  // All answers since the start, once there are `count`.
  std::vector<core::FieldMessage> wait_for(std::size_t count);
  [[nodiscard]] std::size_t answers();

  // Sends one message and gives what became of it.
  core::FieldMessage decode(core::RawMessage raw);
  core::FieldMessage decode(const std::string& topic, const std::string& payload) {
    return decode(arrived(topic, payload));
  }

  // What the host said of its adapters.
  std::vector<core::ChangeAdapter> changes();
  std::vector<std::string> published();

  void destroy_host() { host_.reset(); }

 private:
  void take(adapters::Decoded decoded);

  std::mutex mutex_;  // Guards all up to the host.
  std::condition_variable answered_;
  std::function<void(const core::FieldMessage&)> hook_;
  std::vector<core::FieldMessage> answers_;
  bool keep_ = false;
  std::vector<std::shared_ptr<void>> turns_;
  std::vector<core::ChangeAdapter> changes_;
  std::vector<std::string> published_;

  std::unique_ptr<adapters::AdapterHost> host_;
};

}  // namespace varde::test
