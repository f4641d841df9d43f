// What the canonical adapter takes for one message, in each form.
#include <benchmark/benchmark.h>

#include <string>

#include "adapters/host/canonical.h"
#include "adapters/host/canonical_encode.h"

namespace varde {
namespace {

core::RawMessage raw(adapters::Form form) {
  core::Signal signal;
  signal.kind = core::SignalKind::HelpCall;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{"b1", 123'456};
  signal.device_time = Instant(Duration(1'767'225'600'000'000));
  signal.location = core::GeoPoint{62.5, 11.25, 12};
  core::RawMessage made;
  made.link = LinkId("mosquitto");
  made.topic = "varde/v1/nordlia/button-0001/signal";
  made.payload = adapters::encode_canonical(signal, form);
  made.payload_size = made.payload.size();
  return made;
}

void decode(benchmark::State& run, adapters::Form form) {
  const core::RawMessage message = raw(form);
  for (auto _ : run) benchmark::DoNotOptimize(adapters::decode_canonical(message));
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK_CAPTURE(decode, protobuf, adapters::Form::Protobuf);
BENCHMARK_CAPTURE(decode, json, adapters::Form::Json);

}  // namespace
}  // namespace varde
