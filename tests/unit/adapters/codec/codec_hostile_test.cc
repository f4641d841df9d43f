// What a hostile codec can do in the engine: nothing but lose its own answer.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <string>

#include "adapters/host/codec/codec_engine.h"
#include "tests/unit/adapters/codec/codec_samples.h"
#include "tests/unit/adapters/codec/hostile_scripts.h"

namespace varde::adapters {
namespace {

using namespace std::chrono_literals;

CodecEngine& engine() {
  static const std::unique_ptr<CodecEngine> kEngine = make_quickjs_engine();
  return *kEngine;
}

std::shared_ptr<const CodecImage> loaded(const std::string& script) {
  REQUIRE(engine().load({{"codec.js", script}}).has_value());
  return engine().snapshot();
}

std::chrono::nanoseconds processor_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

TEST_CASE("a hostile call is stopped in its time and the next answer is right", "[codec]") {
  const auto good = loaded(samples::kGood);
  for (const samples::Hostile& hostile : samples::kHostile) {
    CAPTURE(hostile.name);
    const auto image = loaded(hostile.script);
    const auto started = processor_time();

    const auto answer = engine().call("normalize", "{}", Instant{}, 1);

    CHECK(processor_time() - started < 250ms);
    REQUIRE(answer.has_error());
    CAPTURE(answer.error().reason);
    CHECK(name_of(answer.error().kind) == name_of(hostile.fault));
    engine().reset(good);
    const auto next = engine().call("normalize", "{}", Instant{}, 1);
    REQUIRE(next.has_value());
    CHECK(next->json == samples::kGoodAnswer);
  }
}

TEST_CASE("prototypes that a codec tampers with are another adapter's no more", "[codec]") {
  const auto good = loaded(
      "function normalize(m) { return [{t: m.recvTime, b: m.bytes.map((b) => b + 1), "
      "s: JSON.stringify([1].concat(2))}]; }");
  const auto* const tampering = GENERATE(
      "Object.prototype.toJSON = () => 1;", "Array.prototype.map = () => 1;",
      "JSON.stringify = JSON.parse = () => { throw 1; };", "Date.prototype.toISOString = () => 1;",
      "Function.prototype.call = Function.prototype.apply = null;",
      "Object.defineProperty(Object.prototype, 'bytes', {set() { throw 1; }});",
      "delete globalThis.Object; delete globalThis.Array; delete globalThis.JSON;",
      "for (const n of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[n]; } catch "
      "(e) {}",
      "Object.freeze(Object.prototype); Object.freeze(Array.prototype);",
      "globalThis.normalize = null; Object.setPrototypeOf(globalThis, null);");
  CAPTURE(tampering);
  const std::string message = R"({"recvTime":0,"bytes":"01"})";
  const auto bad = loaded(std::string(tampering) + samples::kGood);
  const auto own = engine().call("normalize", message, Instant{}, 1);
  (void)own;  // Its own answer may be what it likes.

  engine().reset(good);
  const auto next = engine().call("normalize", message, Instant{}, 1);

  REQUIRE(next.has_value());
  CHECK(next->json == R"([{"t":"1970-01-01T00:00:00.000Z","b":[2],"s":"[1,2]"}])");
}

TEST_CASE("tampering does not mend what a codec answers", "[codec]") {
  // The host's part keeps to what was there before the codec.
  const auto image = loaded(
      "JSON.stringify = () => 'forged'; Array.isArray = () => true; "
      "Object.prototype.errors = undefined; function normalize() { return {}; }");
  (void)image;

  const auto answer = engine().call("normalize", "{}", Instant{}, 1);

  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == CodecFaultKind::BadResult);
}

TEST_CASE("a memory bomb leaves no memory behind", "[codec]") {
  const auto image = loaded(
      "function normalize() { const a = []; for (;;) a.push(new Uint8Array(1e5).fill(1)); }");
  const auto resident = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  REQUIRE(engine().call("normalize", "{}", Instant{}, 1).has_error());
  const auto after_one = resident();

  for (int i = 0; i < 20; ++i) {
    engine().reset(image);
    CHECK(engine().call("normalize", "{}", Instant{}, 1).has_error());
  }

  CHECK(resident() - after_one < 4 * 1024);  // KiB
}

}  // namespace varde::adapters
