#include "adapters/host/codec/codec_pool.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/adapters/codec/hostile_scripts.h"
#include "tests/unit/adapters/codec/pool_bench.h"

namespace varde::adapters {
namespace {

using namespace std::chrono_literals;
using samples::call;
using samples::codec;

constexpr auto kUrgent = CodecLane::Urgent;
constexpr auto kBulk = CodecLane::Bulk;
const std::string kEndless = "function normalize() { for (;;) {} }";

// Does what the function's name says: unruly_worker_main.cc.
CodecPoolOptions unruly() {
  CodecPoolOptions options;
  options.program = VARDE_UNRULY_WORKER_PROGRAM;
  return options;
}

}  // namespace

TEST_CASE("calls of a lane are answered in their order", "[codec]") {
  PoolBench bench;
  const auto one = codec("function normalize(m) { return [{n: m.text}]; }");
  const auto other = codec("function normalize(m) { return [{other: m.text}]; }");
  REQUIRE(bench.ask(kBulk, "a", call(one, R"({"text":"a"})")));
  REQUIRE(bench.ask(kBulk, "b", call(other, R"({"text":"b"})")));
  REQUIRE(bench.ask(kBulk, "c", call(one, R"({"text":"c"})")));
  CHECK(bench.pool.counters(kBulk).waiting == 3);

  bench.pool.start();
  bench.wait_for(3);

  CHECK(bench.answers == PoolBench::Answers{{"a", R"([{"n":"a"}])"},
                                            {"b", R"([{"other":"b"}])"},
                                            {"c", R"([{"n":"c"}])"}});
  CHECK(bench.pool.counters(kBulk).calls == 3);
  CHECK(bench.pool.counters(kBulk).waiting == 0);
  CHECK(bench.pool.counters(kUrgent).calls == 0);
}

TEST_CASE("an endless loop in bulk delays nothing urgent", "[codec]") {
  PoolBench bench;
  bench.pool.start();
  const auto endless = codec(kEndless);
  const auto good = codec(samples::kGood);
  for (int i = 0; i < 3; ++i) REQUIRE(bench.ask(kBulk, "bulk", call(endless)));

  for (int i = 0; i < 5; ++i) REQUIRE(bench.ask(kUrgent, "urgent", call(good)));
  bench.wait_for(8);

  PoolBench::Answers expected(5, {"urgent", samples::kGoodAnswer});
  expected.insert(expected.end(), 3, {"bulk", "time_limit"});
  CHECK(bench.answers == expected);
  // Each of them had its 200 ms of a processor.
  CHECK(bench.pool.counters(kBulk).busy >= 3 * 190ms);
  CHECK(bench.pool.counters(kUrgent).busy > 0ms);
}

TEST_CASE("each hostile call costs only its own answer, on the same worker", "[codec]") {
  PoolBench bench;
  bench.pool.start();
  const auto good = codec(samples::kGood);
  PoolBench::Answers expected;
  for (const samples::Hostile& hostile : samples::kHostile) {
    REQUIRE(bench.ask(kBulk, hostile.name, call(codec(hostile.script))));
    REQUIRE(bench.ask(kBulk, "good", call(good)));
    expected.emplace_back(hostile.name, name_of(hostile.fault));
    expected.emplace_back("good", samples::kGoodAnswer);
  }

  bench.wait_for(expected.size());

  CHECK(bench.answers == expected);
  CHECK(bench.pool.counters(kBulk).killed == 0);
  CHECK(bench.pool.counters(kBulk).crashed == 0);
  CHECK(bench.pool.counters(kBulk).faults == samples::kHostile.size());
}

TEST_CASE("a lane that is full takes no call, and later one again", "[codec]") {
  CodecPoolOptions options;
  options.queue = 2;
  PoolBench bench(options);
  const auto good = codec(samples::kGood);
  REQUIRE(bench.ask(kBulk, "a", call(good)));
  REQUIRE(bench.ask(kBulk, "b", call(good)));

  CHECK_FALSE(bench.ask(kBulk, "c", call(good)));
  CHECK(bench.ask(kUrgent, "other lane", call(good)));
  CHECK(bench.pool.counters(kBulk).refused == 1);

  bench.pool.start();
  bench.wait_for(3);
  CHECK(bench.ask(kBulk, "d", call(good)));
  bench.wait_for(4);
}

TEST_CASE("calls of one device stay in order where a lane has several workers", "[codec]") {
  CodecPoolOptions options;
  options.bulk_workers = 2;
  PoolBench bench(options);
  bench.pool.start();
  const auto good =
      codec("function normalize(m) { for (let i = 0; i < m.work; i++); return [m]; }");
  std::string expected;
  for (int i = 0; i < 20; ++i) {
    CodecCall made = call(good, R"({"work":)" + std::to_string(1000 * (20 - i)) + "}");
    made.order = 7;
    REQUIRE(bench.ask(kBulk, std::to_string(i), made));
    expected += std::to_string(i) + " ";
  }

  bench.wait_for(20);

  std::string order;
  for (const auto& [name, json] : bench.answers) order += name + " ";
  CHECK(order == expected);
}

TEST_CASE("calls without an order go to the worker that has least to do", "[codec]") {
  CodecPoolOptions options;
  options.urgent_workers = 2;
  PoolBench bench(options);
  bench.pool.start();
  const auto good = codec(samples::kGood);
  REQUIRE(bench.ask(kUrgent, "slow", call(codec(kEndless))));

  for (int i = 0; i < 3; ++i) REQUIRE(bench.ask(kUrgent, "quick", call(good)));
  bench.wait_for(4);

  // One of the quick ones shares the slow one's worker only once the other has as much to do.
  CHECK(bench.answers[0].first == "quick");
  CHECK(bench.answers[1].first == "quick");
}

TEST_CASE("calls of a codec that is withdrawn are answered at once, others go on", "[codec]") {
  PoolBench bench;
  bench.pool.start();
  const auto endless = codec(kEndless);
  const auto good = codec(samples::kGood);
  for (int i = 0; i < 3; ++i) REQUIRE(bench.ask(kBulk, "bad", call(endless)));
  REQUIRE(bench.ask(kBulk, "good", call(good)));
  for (int i = 0; i < 3; ++i) REQUIRE(bench.ask(kBulk, "bad", call(endless)));
  bench.io.poll();

  bench.pool.withdraw(endless);
  bench.wait_for(7);

  PoolBench::Answers expected(5, {"bad", "withdrawn"});
  expected.emplace_back("bad", "time_limit");  // It was under way.
  expected.emplace_back("good", samples::kGoodAnswer);
  CHECK(bench.answers == expected);
  CHECK(bench.pool.counters(kBulk).waiting == 0);
}

TEST_CASE("a codec that cannot be loaded is told at each call", "[codec]") {
  PoolBench bench;
  bench.pool.start();
  const auto broken = codec("let x = ;");
  REQUIRE(bench.ask(kBulk, "a", call(broken)));
  REQUIRE(bench.ask(kBulk, "b", call(broken)));
  REQUIRE(bench.ask(kBulk, "c", call(codec(samples::kGood))));

  bench.wait_for(3);

  CHECK(bench.answers == PoolBench::Answers{{"a", "cannot_load"},
                                            {"b", "cannot_load"},
                                            {"c", samples::kGoodAnswer}});
}

TEST_CASE("a worker that does not answer in time is killed and replaced", "[codec]") {
  PoolBench bench(unruly());
  bench.pool.start();
  const auto any = codec("");
  REQUIRE(bench.ask(kBulk, "a", call(any, "{}", "process")));
  REQUIRE(bench.ask(kBulk, "b", call(any, "{}", "hang")));
  REQUIRE(bench.ask(kBulk, "c", call(any, "{}", "process")));

  bench.wait_for(3);

  CHECK(bench.answers[1].second == "time_limit");
  CHECK(bench.answers[2].second != bench.answers[0].second);
  CHECK(bench.pool.counters(kBulk).killed == 1);
}

TEST_CASE("a worker that dies or talks nonsense is replaced, and only its call is lost",
          "[codec]") {
  const auto* const trouble = GENERATE("die", "nonsense");
  PoolBench bench(unruly());
  bench.pool.start();
  const auto any = codec("");
  PoolBench::Answers expected;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(bench.ask(kBulk, "good", call(any, "{}", "hello")));
    REQUIRE(bench.ask(kBulk, "bad", call(any, "{}", trouble)));
    expected.emplace_back("good", "\"hello\"");
    expected.emplace_back("bad", "crashed");
  }

  bench.wait_for(6);

  CHECK(bench.answers == expected);
  CHECK(bench.pool.counters(kBulk).crashed == 3);
}

TEST_CASE("without a worker program calls are answered, not kept waiting", "[codec]") {
  CodecPoolOptions options;
  options.program = GENERATE("/no/such/program", "/bin/true");
  PoolBench bench(options);
  bench.pool.start();
  const auto good = codec(samples::kGood);
  for (int i = 0; i < 10; ++i) REQUIRE(bench.ask(kUrgent, "a", call(good)));

  bench.wait_for(10);

  for (const auto& [name, answer] : bench.answers) {
    CHECK((answer == "crashed" || answer == "unavailable"));
  }
  const PoolBench::Answers::value_type kept_waiting_no_longer("a", "unavailable");
  CHECK(std::ranges::count(bench.answers, kept_waiting_no_longer) >= 7);
  CHECK_FALSE(bench.last_reason.empty());
}

TEST_CASE("a worker forgets an adapter that nobody holds any more", "[codec]") {
  PoolBench bench(unruly());
  bench.pool.start();
  const auto kept = codec("");
  REQUIRE(bench.ask(kBulk, "a", call(kept, "{}", "loaded")));
  REQUIRE(bench.ask(kBulk, "b", call(codec(""), "{}", "loaded")));
  bench.wait_for(2);

  REQUIRE(bench.ask(kBulk, "c", call(kept, "{}", "loaded")));
  bench.wait_for(3);

  CHECK(bench.answers == PoolBench::Answers{{"a", "1"}, {"b", "2"}, {"c", "1"}});
}

TEST_CASE("a pool that is stopped drops what waits and takes nothing more", "[codec]") {
  PoolBench bench;
  bench.pool.start();
  const auto endless = codec(kEndless);
  const auto held = std::make_shared<int>(0);
  bool called = false;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(bench.pool.call(kBulk, call(endless),
                            [held, &called](const CodecAnswer&) { called = true; }));
  }
  bench.io.poll();

  bench.pool.stop();

  bench.io.restart();
  bench.io.run();
  CHECK_FALSE(called);
  CHECK(held.use_count() == 1);
  CHECK_FALSE(bench.ask(kBulk, "later", call(endless)));
}

}  // namespace varde::adapters
