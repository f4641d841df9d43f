// What the MQTT codec takes for the packets of a device that calls: its PUBLISH and our PUBACK.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/encoder.h"

namespace varde::links::mqtt {
namespace {

Publish help_call() {
  Publish out;
  out.qos = Qos::AtLeastOnce;
  out.packet_id = 1;
  out.topic = "varde/v1/nordlia/button-0001/signal";
  out.payload.resize(120, 'x');
  return out;
}

void decode_publish(benchmark::State& run, Version version, bool with_properties) {
  Publish packet = help_call();
  if (with_properties) {
    packet.properties.response_topic = "varde/v1/nordlia/button-0001/response";
    packet.properties.correlation_data = "0123456789abcdef";
    packet.properties.message_expiry_s = 3'600;
  }
  std::string bytes;
  encode(packet, version, bytes);
  Decoder decoder(DecoderLimits{}, version);
  for (auto _ : run) {
    std::string_view rest = bytes;
    benchmark::DoNotOptimize(decoder.next(rest));
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK_CAPTURE(decode_publish, v311, Version::V311, false);
BENCHMARK_CAPTURE(decode_publish, v5, Version::V5, false);
BENCHMARK_CAPTURE(decode_publish, v5_with_properties, Version::V5, true);

void encode_publish(benchmark::State& run, Version version) {
  const Publish packet = help_call();
  std::string out;
  for (auto _ : run) {
    out.clear();
    encode(packet, version, out);
    benchmark::DoNotOptimize(out);
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK_CAPTURE(encode_publish, v311, Version::V311);
BENCHMARK_CAPTURE(encode_publish, v5, Version::V5);

void decode_puback(benchmark::State& run) {
  const std::string bytes("\x40\x02\x00\x01", 4);
  Decoder decoder(DecoderLimits{}, Version::V5);
  for (auto _ : run) {
    std::string_view rest = bytes;
    benchmark::DoNotOptimize(decoder.next(rest));
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(decode_puback);

void encode_puback(benchmark::State& run, Reason reason) {
  const Ack packet{AckKind::Puback, 1, reason, "", {}};
  std::string out;
  for (auto _ : run) {
    out.clear();
    encode(packet, Version::V5, out);
    benchmark::DoNotOptimize(out);
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK_CAPTURE(encode_puback, success, Reason::Success);
BENCHMARK_CAPTURE(encode_puback, quota_exceeded, Reason::QuotaExceeded);

}  // namespace
}  // namespace varde::links::mqtt
