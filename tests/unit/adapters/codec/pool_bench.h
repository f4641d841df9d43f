// A pool on this thread, and its answers in the order in which they came.
#pragma once

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "adapters/host/codec/codec_pool.h"
#include "tests/unit/adapters/codec/codec_samples.h"

namespace varde::adapters {

struct PoolBench {
  explicit PoolBench(CodecPoolOptions options = {}) : pool(io, with_program(std::move(options))) {}

  // The real worker keeps its limits itself. Its parent's, the second line, is set so that a busy
  // machine does not reach it.
  static CodecPoolOptions with_program(CodecPoolOptions options) {
    if (options.program.empty()) {
      options.program = VARDE_CODEC_PROGRAM;
      options.time_limit = std::chrono::seconds(5);
    }
    return options;
  }

  // Its answer will be in `answers` under `name`: the JSON, or the fault's name.
  bool ask(CodecLane lane, const std::string& name, CodecCall call) {
    return pool.call(lane, std::move(call), [this, name](const CodecAnswer& answer) {
      answers.emplace_back(name, answer ? answer->json : std::string(name_of(answer.error().kind)));
      if (answer.has_error()) last_reason = answer.error().reason;
    });
  }

  // Runs until there are `count` answers in all. The machine may be slow: half a minute.
  void wait_for(std::size_t count) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (answers.size() < count && std::chrono::steady_clock::now() < give_up) {
      io.run_one_for(std::chrono::seconds(1));
      io.restart();
    }
    REQUIRE(answers.size() >= count);
  }

  using Answers = std::vector<std::pair<std::string, std::string>>;

  boost::asio::io_context io;
  Answers answers;
  std::string last_reason;
  CodecPool pool;
};

}  // namespace varde::adapters
