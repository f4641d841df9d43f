#include "tests/sim/simulation.h"

#include <functional>
#include <map>
#include <memory>
#include <set>

#include "broker/base/sha256.h"
#include "broker/core/decide.h"
#include "broker/wire/events.h"
#include "tests/sim/invariants.h"
#include "tests/sim/network.h"
#include "tests/sim/sim_broker.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/sim_operator.h"
#include "tests/sim/sim_receivers.h"
#include "tests/sim/town.h"
#include "tests/support/ack_oracle.h"

namespace varde::test::sim {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto kTroubledTime = 6min;
constexpr auto kQuietTime = 12min;  // Then all must be settled: effects live ten minutes.
constexpr std::size_t kMostViolations = 10;

// How late a step may be taken: a broker that is up takes it within a turn of the core, a clock
// that was set back stands still until it has caught up.
constexpr auto kLate = 12s;

class Simulation {
 public:
  Simulation(std::uint64_t seed, const fs::path& folder)
      : draw_(seed),
        network_(clock_, draw_),
        broker_(clock_, draw_, folder, town_site(), hooks()),
        receivers_(clock_, broker_, draw_) {
    for (const auto& [name, says] : town_devices())
      devices_.push_back(std::make_unique<SimDevice>(clock_, network_, broker_, name, says));
    for (const char* name : {"kari", "ola"})
      operators_.push_back(std::make_unique<SimOperator>(clock_, network_, broker_, draw_, name));
  }

  Outcome run() {
    broker_.start();
    for (const auto& device : devices_) talk(*device);
    for (const auto& one : operators_) work(*one);
    cause_trouble();
    run_until(clock_.now() + kTroubledTime);
    troubled_ = false;
    network_.mend();
    receivers_.mend();
    if (!broker_.is_up()) broker_.start();
    run_until(clock_.now() + kQuietTime);
    // What is decided by then is committed too.
    while (outcome_.violations.empty() && !broker_.is_at_rest() && clock_.step(Instant::max())) {
    }
    if (outcome_.violations.empty() && !broker_.is_up()) violated("it is down at the end");
    if (outcome_.violations.empty()) check_end();
    return std::move(outcome_);
  }

 private:
  SimBroker::Hooks hooks() {
    SimBroker::Hooks hooks;
    hooks.run_effect = [this](const core::Effect& effect) { receivers_.run(effect); };
    hooks.started = [this] {
      up_since_ = clock_.now();
      for (const auto& one : operators_) {
        if (one->is_present()) one->connect();
      }
    };
    hooks.stopped = [this] {
      outcome_.crashes += 1;
      clock_.after(draw_.time(1s, 20s), [this] {
        if (!broker_.is_up()) broker_.start();
      });
    };
    hooks.violated = [this](const std::string& what) { violated(what); };
    return hooks;
  }

  void run_until(Instant end) {
    while (outcome_.violations.empty() && clock_.step(end)) check();
  }

  void check() {
    if (!broker_.is_up()) return;
    const bool settled = clock_.now() - up_since_ > kLate;
    // Only where time has passed for the core as well.
    const Instant now = settled ? broker_.state().log_end_at : Instant::min() + kLate;
    check_state(broker_.state(), now, kLate, [this](const std::string& what) { violated(what); });
  }

  void violated(const std::string& what) {
    if (outcome_.violations.size() < kMostViolations) outcome_.violations.push_back(what);
  }

  // --- Everybody's day, until the quiet time.
  void talk(SimDevice& device) {
    clock_.after(draw_.time(500ms, 40s), [this, &device] {
      if (!troubled_) return;
      const auto kind = draw_.one_of(device.says());
      const bool normal = draw_.chance(0.4);
      device.speak(kind, normal ? core::SignalState::Normal : core::SignalState::Active);
      talk(device);
    });
  }

  void work(SimOperator& one) {
    clock_.after(draw_.time(100ms, 15s), [this, &one] {
      if (!troubled_) {
        if (!one.is_present()) one.connect();
        return;
      }
      if (!one.is_present()) {
        one.connect();
      } else if (draw_.chance(0.06)) {
        one.vanish();
      } else if (broker_.is_up()) {
        one.act();
      }
      work(one);
    });
  }

  void cause_trouble() {
    clock_.after(draw_.time(5s, 120s), [this] {
      if (!troubled_) return;
      switch (draw_.number(0, 5)) {
        case 0:
        case 1:
        case 2: broker_.crash(); break;
        case 3: broker_.fail_next_sync(); break;
        default: broker_.step_clock(draw_.time(0s, 8s) - 4s); break;
      }
      cause_trouble();
    });
  }

  // --- What must be true when all is quiet.
  void check_end() {
    std::map<std::string, std::map<std::uint64_t, std::uint64_t>> stored;
    std::map<std::string, std::uint64_t> outcomes;  // Facts of each command, by its key.
    std::map<EffectId, const core::Effect*> requested;
    std::map<EffectId, core::EffectOutcome> concluded;
    FactChecker facts([this](const std::string& what) { violated(what); });
    const auto all = broker_.log().read(LogPosition(1), broker_.log().end().value() + 1);
    if (all.has_error()) return violated("the log cannot be read: " + all.error().detail);
    core::State folded;
    std::string bytes;
    for (const auto& [position, event] : *all) {
      facts.take(event);
      core::fold(folded, event);
      v1::Event form;
      wire::to_proto(event, form);
      form.AppendToString(&bytes);
      if (const auto* received = std::get_if<core::MessageReceived>(&event.body)) {
        for (const core::Signal& signal : received->signals)
          stored[received->device.device.str()][signal.key->sequence] += 1;
      } else if (const auto* effect = std::get_if<core::EffectRequested>(&event.body)) {
        requested[effect->effect.id] = &effect->effect;
      } else if (const auto* ended = std::get_if<core::EffectConcluded>(&event.body)) {
        concluded[ended->effect] = ended->outcome;
      } else if (std::holds_alternative<core::AlarmClaimed>(event.body) && event.command) {
        outcomes[event.command->key] += 1;
      }
    }
    if (folded != broker_.state()) violated("the facts do not give the state");
    outcome_.facts = all->size();
    outcome_.facts_sha256 = hex(sha256(bytes));
    check_messages(stored);
    check_effects(requested, concluded);
    for (const auto& [key, times] : outcomes) {
      if (times > 1) violated("command " + key + " was done " + std::to_string(times) + " times");
    }
  }

  void check_messages(const std::map<std::string, std::map<std::uint64_t, std::uint64_t>>& stored) {
    for (const auto& device : devices_) {
      if (!device->is_done()) violated(device->name() + " still waits for an acknowledgement");
      const auto of_device = stored.find(device->name());
      outcome_.acknowledged += device->acknowledged().size();
      for (const std::uint64_t sequence : device->acknowledged()) {
        const bool there = of_device != stored.end() && of_device->second.contains(sequence);
        if (!there) violated(device->name() + " " + std::to_string(sequence) + " is lost");
      }
      if (of_device == stored.end()) continue;
      for (const auto& [sequence, times] : of_device->second) {
        if (times > 1) violated(device->name() + " " + std::to_string(sequence) + " counts twice");
      }
    }
  }

  void check_effects(const std::map<EffectId, const core::Effect*>& requested,
                     const std::map<EffectId, core::EffectOutcome>& concluded) {
    outcome_.effects = requested.size();
    for (const auto& [id, effect] : requested) {
      const auto end = concluded.find(id);
      const std::string name = "effect " + std::to_string(id.value());
      if (end == concluded.end()) {
        if (effect->expires_at + 1min < broker_.now()) violated(name + " was never concluded");
        continue;
      }
      if (end->second == core::EffectOutcome::Delivered && receivers_.times_told(id) == 0)
        violated(name + " is called delivered and was not");
      if (receivers_.times_done(id) > 1) violated(name + " was done twice");
    }
  }

  WorldClock clock_;
  Draw draw_;
  Network network_;
  SimBroker broker_;
  SimReceivers receivers_;
  std::vector<std::unique_ptr<SimDevice>> devices_;
  std::vector<std::unique_ptr<SimOperator>> operators_;
  bool troubled_ = true;
  Instant up_since_;
  Outcome outcome_;
};

}  // namespace

Outcome simulate(std::uint64_t seed, const fs::path& folder) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  Outcome outcome = Simulation(seed, folder).run();
  fs::remove_all(folder);
  return outcome;
}

}  // namespace varde::test::sim
