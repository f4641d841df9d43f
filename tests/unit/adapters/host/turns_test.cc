#include "adapters/host/turns.h"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

namespace varde::adapters {
namespace {

struct Bench {
  boost::asio::io_context io;
  std::shared_ptr<Turns> turns = std::make_shared<Turns>(io);
  std::vector<std::string> ran;
  std::vector<Turn> kept;

  void enter(const std::string& key, const std::string& name, bool keep = true) {
    turns->enter(key, [this, name, keep](Turn turn) {
      ran.push_back(name);
      if (keep) kept.push_back(std::move(turn));
    });
  }
  void run() {
    io.restart();
    io.poll();
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a device's next message is decoded when the one before has given its turn back",
          "[adapter_host]") {
  Bench bench;
  bench.enter("a", "a1");
  bench.enter("a", "a2");
  bench.enter("b", "b1");
  bench.enter("a", "a3");
  bench.run();
  REQUIRE(bench.ran == Names{"a1", "b1"});

  bench.kept[0].reset();
  bench.run();

  CHECK(bench.ran == Names{"a1", "b1", "a2"});
}

TEST_CASE("a turn is held as long as any copy of it", "[adapter_host]") {
  Bench bench;
  bench.enter("a", "a1");
  bench.enter("a", "a2");
  bench.run();
  Turn copy = bench.kept[0];
  bench.kept.clear();
  bench.run();
  REQUIRE(bench.ran == Names{"a1"});

  copy.reset();
  bench.run();

  CHECK(bench.ran == Names{"a1", "a2"});
}

TEST_CASE("a job that drops its turn lets the next one in", "[adapter_host]") {
  Bench bench;
  for (int i = 0; i < 5; ++i) bench.enter("a", std::to_string(i), false);

  bench.run();

  CHECK(bench.ran == Names{"0", "1", "2", "3", "4"});
}

TEST_CASE("a turn is told from none", "[adapter_host]") {
  Bench bench;
  bench.enter("a", "a1");
  bench.run();
  CHECK(bench.kept[0] != nullptr);
}

TEST_CASE("a device that is quiet again leaves nothing behind", "[adapter_host]") {
  Bench bench;
  bench.enter("a", "a1");
  bench.run();
  bench.kept.clear();

  bench.enter("a", "a2");
  bench.run();

  CHECK(bench.ran == Names{"a1", "a2"});
}

TEST_CASE("after the close what waits is dropped, and a turn that comes back starts nothing",
          "[adapter_host]") {
  Bench bench;
  const auto sentinel = std::make_shared<int>(0);
  bench.enter("a", "a1");
  bench.turns->enter("a", [sentinel](const Turn&) { FAIL("it was closed before"); });
  bench.run();

  bench.turns->close();
  CHECK(sentinel.use_count() == 1);
  bench.kept.clear();
  bench.enter("a", "a3");
  bench.run();

  CHECK(bench.ran == Names{"a1"});
}

TEST_CASE("a job that is dropped may enter again from its end", "[adapter_host]") {
  // What a link keeps for a message may, when it is let go, offer the next one.
  Bench bench;
  bench.enter("a", "a1");
  const std::shared_ptr<void> offers(nullptr, [&](void*) { bench.enter("a", "offered"); });
  bench.turns->enter("a", [offers](const Turn&) {});
  bench.run();

  bench.turns->close();
  bench.run();

  CHECK(bench.ran == Names{"a1"});
}

TEST_CASE("turns that outlive the turns-keeper give nothing back", "[adapter_host]") {
  Bench bench;
  bench.enter("a", "a1");
  bench.run();
  bench.turns.reset();
  bench.kept.clear();
  CHECK(bench.ran == Names{"a1"});
}

TEST_CASE("of each device the order stays, whoever gives turns back on which thread",
          "[adapter_host]") {
  boost::asio::io_context io;
  auto work = boost::asio::make_work_guard(io);
  const auto turns = std::make_shared<Turns>(io);
  std::thread runs([&] { io.run(); });
  constexpr int kJobs = 500;
  std::vector<std::vector<int>> ran(4);
  std::atomic<int> left{4 * kJobs};
  std::mutex mutex;
  std::vector<Turn> kept;
  std::vector<std::thread> senders;

  for (int key = 0; key < 4; ++key) {
    senders.emplace_back([&, key] {
      for (int i = 0; i < kJobs; ++i) {
        turns->enter(std::to_string(key), [&, key, i](Turn turn) {
          ran[static_cast<std::size_t>(key)].push_back(i);
          const std::scoped_lock lock(mutex);
          kept.push_back(std::move(turn));
        });
      }
    });
  }
  std::thread gives([&] {
    while (left > 0) {
      std::vector<Turn> back;
      {
        const std::scoped_lock lock(mutex);
        back.swap(kept);
      }
      left -= static_cast<int>(back.size());
      std::this_thread::yield();
    }
  });
  for (std::thread& each : senders) each.join();
  gives.join();
  work.reset();
  runs.join();

  for (const auto& order : ran) {
    CHECK(order.size() == kJobs);
    CHECK(std::is_sorted(order.begin(), order.end()));
  }
}

}  // namespace varde::adapters
