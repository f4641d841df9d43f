// What a vendor's codec takes for one message, from the state just after loading: in this process,
// and in a worker.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "adapters/host/codec/codec_engine.h"
#include "adapters/host/codec/codec_runner.h"

namespace varde {
namespace {

using namespace adapters;

// Of median size among published LoRaWAN codecs: channels of type, length and value, as several
// makers have them, then signals out of them.
constexpr const char* kChannels = R"js(
var kinds = {1: 'battery', 3: 'temperature', 4: 'humidity', 5: 'leak', 6: 'door', 7: 'tamper',
             8: 'illumination', 32: 'history'};
function decodeUplink(input) {
  var bytes = input.bytes, data = {}, warnings = [];
  for (var i = 0; i < bytes.length;) {
    var channel = bytes[i++], type = bytes[i++];
    if (channel === 0x01 && type === 0x75) { data.battery = bytes[i]; i += 1; }
    else if (channel === 0x03 && type === 0x67) { data.temperature = readInt16LE(bytes.slice(i, i + 2)) / 10; i += 2; }
    else if (channel === 0x04 && type === 0x68) { data.humidity = bytes[i] / 2; i += 1; }
    else if (channel === 0x05 && type === 0x00) { data.leak = bytes[i] === 0 ? 'normal' : 'leak'; i += 1; }
    else if (channel === 0x06 && type === 0x00) { data.door = bytes[i] === 0 ? 'close' : 'open'; i += 1; }
    else if (channel === 0x20 && type === 0xce) {
      (data.history = data.history || []).push({timestamp: readUInt32LE(bytes.slice(i, i + 4)),
                                               temperature: readInt16LE(bytes.slice(i + 4, i + 6)) / 10});
      i += 6;
    }
    else { warnings.push('unknown channel ' + channel + ' (' + (kinds[channel] || '?') + ')'); break; }
  }
  return {data: data, warnings: warnings, errors: []};
}
function readUInt16LE(bytes) { return (bytes[1] << 8) + bytes[0]; }
function readInt16LE(bytes) { var ref = readUInt16LE(bytes); return ref > 0x7fff ? ref - 0x10000 : ref; }
function readUInt32LE(bytes) {
  return ((bytes[3] << 24) + (bytes[2] << 16) + (bytes[1] << 8) + bytes[0]) >>> 0;
}
)js";
constexpr const char* kNormalize = R"js(
const states = {leak: 'active', normal: 'normal', open: 'active', close: 'normal'};
function normalize(m) {
  const d = m.decoded, signals = [];
  const say = (kind, more) => signals.push({kind, ...more});
  if (d.leak !== undefined) say('water_leak', {state: states[d.leak]});
  if (d.door !== undefined) say('door_opened', {state: states[d.door]});
  if (d.battery !== undefined) {
    if (d.battery <= 15) say('battery_low', {state: 'active'});
    else if (d.battery >= 20) say('battery_ok', {state: 'active'});
  }
  if (d.temperature !== undefined) say('temperature', {value: d.temperature, unit: '\u00b0C'});
  if (d.humidity !== undefined) say('humidity', {value: d.humidity, unit: '%'});
  for (const old of d.history || []) {
    say('temperature', {value: old.temperature, unit: '\u00b0C', history: true,
                        device_time: new Date(old.timestamp * 1000)});
  }
  return signals;
}
)js";

std::shared_ptr<const Codec> sample() {
  return std::make_shared<Codec>(
      Codec{"sample", "1.0.0", {{"decoder.js", kChannels}, {"codec.js", kNormalize}}});
}

CodecCall call_of_sample() {
  CodecCall call;
  call.codec = sample();
  call.function = "decode";
  call.argument =
      R"({"captures":{"device":"24e124136b320000"},"bytes":[1,117,100,3,103,25,1,4,104,115,5,0,1,6,0,0,32,206,158,116,70,99,25,1,0,104],)"
      R"("fPort":85,"recvTime":"2026-03-01T12:00:00Z","retained":false,)"
      R"("device":{"address":"24e124136b320000","type":"leak","parameters":{}},)"
      R"("previous":{"water_leak":{"state":"normal","at":"2026-02-01T00:00:00Z"}}})";
  call.now = Instant(std::chrono::seconds(1'772'366'400));
  call.seed = 42;
  return call;
}

// One machine for all benchmarks: a process has room for one.
CodecEngine& engine() {
  static const std::unique_ptr<CodecEngine> kEngine = make_quickjs_engine();
  return *kEngine;
}

std::shared_ptr<const CodecImage> loaded(const Codec& codec) {
  if (!engine().load(codec.scripts)) std::abort();
  return engine().snapshot();
}

// How many messages of one adapter a core decodes.
void codec_decode_in_process(benchmark::State& run) {
  const CodecCall call = call_of_sample();
  const auto image = loaded(*call.codec);
  for (auto _ : run) {
    engine().reset(image);
    const auto answer = engine().call(call.function, call.argument, call.now, call.seed);
    if (!answer) {
      run.SkipWithError(answer.error().reason.c_str());
      return;
    }
  }
  run.SetItemsProcessed(run.iterations());
  run.counters["bytes_per_adapter"] = static_cast<double>(image->bytes());
}
BENCHMARK(codec_decode_in_process);

// The same with another adapter's message in between each time.
void codec_decode_two_adapters(benchmark::State& run) {
  const CodecCall call = call_of_sample();
  const std::shared_ptr<const CodecImage> images[] = {loaded(*call.codec), loaded(*call.codec)};
  std::size_t at = 0;
  for (auto _ : run) {
    engine().reset(images[at++ % 2]);
    benchmark::DoNotOptimize(
        engine().call(call.function, call.argument, call.now, call.seed).has_value());
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(codec_decode_two_adapters);

// What putting the state back costs of it.
void codec_reset(benchmark::State& run) {
  const CodecCall call = call_of_sample();
  const auto image = loaded(*call.codec);
  for (auto _ : run) {
    run.PauseTiming();
    benchmark::DoNotOptimize(
        engine().call(call.function, call.argument, call.now, call.seed).has_value());
    run.ResumeTiming();
    engine().reset(image);
  }
}
BENCHMARK(codec_reset);

void codec_decode_in_worker(benchmark::State& run) {
  CodecRunner runner;
  const CodecCall call = call_of_sample();
  for (auto _ : run) {
    const auto answer = runner.call(call);
    if (!answer) {
      run.SkipWithError(answer.error().reason.c_str());
      return;
    }
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(codec_decode_in_worker)->UseRealTime();

void codec_load(benchmark::State& run) {
  const auto codec = sample();
  for (auto _ : run) benchmark::DoNotOptimize(loaded(*codec));
}
BENCHMARK(codec_load);

}  // namespace
}  // namespace varde
