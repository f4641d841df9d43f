// What one decision costs, with a register of the size of a neighbouring centre (4,000 devices).
#include <benchmark/benchmark.h>

#include <string>

#include "broker/core/decide.h"

namespace varde {
namespace {

constexpr int kDevices = 4'000;

core::DeviceRef device(int number) {
  return {MunicipalityId("nordlia"), DeviceId("device-" + std::to_string(number))};
}

core::FieldMessage message(int number, core::SignalKind kind, std::uint64_t sequence) {
  core::FieldMessage made;
  made.raw.link = LinkId("mosquitto");
  made.raw.topic = "varde/v1/nordlia/device/signal";
  made.raw.payload = std::string(100, 'x');
  made.device = device(number);
  core::Signal signal;
  signal.kind = kind;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{"b", sequence};
  made.content = std::vector{signal};
  return made;
}

core::State centre() {
  core::ApplyRegister wanted;
  wanted.municipalities = {{MunicipalityId("nordlia"), "Nordlia"}};
  for (int i = 0; i < kDevices; ++i) {
    core::Position position;
    position.id = PositionId("position-" + std::to_string(i));
    position.municipality = MunicipalityId("nordlia");
    wanted.positions.push_back(position);
    wanted.devices.push_back({device(i), position.id, "safety alarm"});
  }
  core::State state;
  const auto decision = core::decide(state, wanted, Instant());
  for (const core::Event& event : decision->events) state = evolve(std::move(state), event);
  return state;
}

void decide_and_evolve(benchmark::State& run, core::SignalKind kind) {
  core::State state = centre();
  std::uint64_t sequence = 0;
  int number = 0;
  for (auto _ : run) {
    const auto decision =
        core::decide(state, message(number, kind, ++sequence), Instant(Duration(sequence)));
    for (const core::Event& event : decision->events) state = evolve(std::move(state), event);
    number = (number + 1) % kDevices;
  }
  run.SetItemsProcessed(run.iterations());
}

BENCHMARK_CAPTURE(decide_and_evolve, heartbeat, core::SignalKind::Heartbeat);
BENCHMARK_CAPTURE(decide_and_evolve, help_call, core::SignalKind::HelpCall);

void decide_a_repeat(benchmark::State& run) {
  core::State state = centre();
  const auto first = message(7, core::SignalKind::HelpCall, 1);
  const auto decision = core::decide(state, first, Instant());
  for (const core::Event& event : decision->events) state = evolve(std::move(state), event);
  for (auto _ : run) benchmark::DoNotOptimize(core::decide(state, first, Instant()));
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(decide_a_repeat);

}  // namespace
}  // namespace varde
