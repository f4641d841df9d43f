#include "broker/api/commit_feed.h"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "tests/unit/api/broker_bench.h"

namespace varde::test {
namespace {

// A feed on a real broker; the thread of the io_context is the test's, and runs when it says so.
struct Fed {
  explicit Fed(std::size_t waiting_limit) : limit(waiting_limit) {
    broker.on_committed([this](auto batch) {
      if (feed.push(std::move(batch))) thread.post([this] { feed.drain(); });
    });
    broker.start();
  }
  ~Fed() {
    broker.stop();
    feed.stop();
  }

  // Until the model has everything that is in the log.
  void catch_up() {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (model.position() < broker.log().end() && std::chrono::steady_clock::now() < end) {
      io.restart();
      io.run_for(1ms);
    }
    REQUIRE(model.position() == broker.log().end());
  }

  const TempDir dir;
  BrokerBench broker{dir};
  std::size_t limit;
  boost::asio::io_context io;
  std::shared_ptr<int> alive = std::make_shared<int>();
  api::IoThread thread{io, alive};
  api::ReadModel model{broker.recovered(), broker.log().id()};
  std::size_t told = 0;
  api::CommitFeed feed{thread, broker.log(), model,
                       [this](const std::vector<AlarmId>& alarms) { told += alarms.size(); },
                       limit};
};

TEST_CASE("what is committed reaches the model in order", "[api]") {
  Fed fed(1'000'000);
  fed.broker.send_strangers(300);

  fed.catch_up();

  CHECK(fed.model.state() == *fed.broker.log().recover());
  CHECK(fed.told >= 300);
}

TEST_CASE("what the model is too slow for is let go and read back from the log", "[api]") {
  Fed fed(100);
  fed.broker.send_strangers(1'500);  // Nobody takes it while it is committed.

  fed.catch_up();

  CHECK(fed.model.state() == *fed.broker.log().recover());
  CHECK(fed.told >= 1'500);
}

TEST_CASE("a model that falls behind while it catches up still misses nothing", "[api]") {
  Fed fed(10);
  for (int round = 0; round < 20; ++round) {
    fed.broker.send_strangers(100);
    fed.io.restart();
    fed.io.run_one();
  }

  fed.catch_up();

  CHECK(fed.model.state() == *fed.broker.log().recover());
}

TEST_CASE("one who waits for a position is told when the model is there", "[api]") {
  Fed fed(10);
  fed.catch_up();
  bool told = false;
  bool told_at_once = false;
  fed.feed.when_at(fed.model.position(), [&] { told_at_once = true; });
  fed.feed.when_at(LogPosition(fed.model.position().value() + 20), [&] { told = true; });
  CHECK(told_at_once);
  CHECK_FALSE(told);

  fed.broker.send_strangers(20);
  fed.catch_up();

  CHECK(told);
}

}  // namespace
}  // namespace varde::test
