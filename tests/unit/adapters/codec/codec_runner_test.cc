#include "adapters/host/codec/codec_runner.h"

#include <catch2/catch.hpp>

#include "tests/unit/adapters/codec/codec_samples.h"

namespace varde::adapters {
namespace {

using samples::call;
using samples::codec;

CodecRunner runner_of(const char* program) {
  CodecRunnerOptions options;
  options.program = program;
  return CodecRunner(options);
}

}  // namespace

TEST_CASE("a runner answers one call after another", "[codec]") {
  CodecRunner runner = runner_of(VARDE_CODEC_PROGRAM);
  const auto good = codec(samples::kGood);

  for (int i = 0; i < 3; ++i) {
    const auto answer = runner.call(call(good));
    REQUIRE(answer.has_value());
    CHECK(answer->json == samples::kGoodAnswer);
    CHECK(answer->memory_bytes > 0);
    CHECK(answer->memory_bytes <= 16 * 1024 * 1024);
  }
  const auto broken = runner.load(codec("let x = ;"));
  REQUIRE(broken.has_error());
  CHECK(broken.error().kind == CodecFaultKind::CannotLoad);
  CHECK(runner.call(call(codec("for (;;) {}"))).error().kind == CodecFaultKind::CannotLoad);
  CHECK(runner.call(call(codec("function normalize() { for (;;) {} }"))).error().kind ==
        CodecFaultKind::TimeLimit);
  CHECK(runner.call(call(good)).has_value());
}

TEST_CASE("a runner goes on after a worker that hangs, dies or talks nonsense", "[codec]") {
  CodecRunner runner = runner_of(VARDE_UNRULY_WORKER_PROGRAM);
  const auto any = codec("");
  const auto kind = [&](const char* function) {
    return runner.call(call(any, "{}", function)).error().kind;
  };

  CHECK(kind("hang") == CodecFaultKind::TimeLimit);
  CHECK(kind("die") == CodecFaultKind::Crashed);
  CHECK(kind("nonsense") == CodecFaultKind::Crashed);

  CHECK(runner.call(call(any, "{}", "hello"))->json == "\"hello\"");
}

TEST_CASE("a runner without its program says so", "[codec]") {
  CodecRunner runner = runner_of("/no/such/program");

  const auto answer = runner.call(call(codec("")));

  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == CodecFaultKind::Crashed);
  CHECK(answer.error().reason.find("/no/such/program") != std::string::npos);
}

TEST_CASE("what is too large to be sent is a fault, not the end of a worker", "[codec]") {
  CodecRunner runner = runner_of(VARDE_CODEC_PROGRAM);

  CHECK(runner.call(call(codec(samples::kGood), std::string(8 << 20, ' '))).error().kind ==
        CodecFaultKind::MemoryLimit);
  CHECK(runner.call(call(codec(std::string(5 << 20, ' ')))).error().kind ==
        CodecFaultKind::CannotLoad);
  CHECK(runner.call(call(codec(samples::kGood))).has_value());
}

}  // namespace varde::adapters
