#include "broker/links/mqtt/delivery_queue.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <string>

namespace varde::links::mqtt {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow{std::chrono::hours(1)};
constexpr std::size_t kWindow = 10;

MessagePtr message(const std::string& payload = "open", std::optional<Instant> expires_at = {}) {
  auto made = std::make_shared<Message>();
  made->topic = "varde/v1/nordlia/door-1/command";
  made->payload = payload;
  made->expires_at = expires_at;
  return made;
}

// A queue with words for what a broker does to it.
struct Queue {
  explicit Queue(DeliveryQueue::Limits limits = {}) : queue(limits) {}

  std::uint64_t commit(const MessagePtr& what, Qos qos = Qos::AtLeastOnce) {
    const Delivery* delivery = queue.add(what, qos, false, {});
    REQUIRE(delivery != nullptr);
    const std::uint64_t sequence = delivery->sequence;
    queue.commit(sequence);
    return sequence;
  }
  // The payload of the next that is sent; empty: none.
  std::string send(std::size_t window = kWindow) {
    sent = queue.send_next(kNow, window, dropped);
    return sent == nullptr ? "" : sent->message->payload;
  }

  DeliveryQueue queue;
  const Delivery* sent = nullptr;
  std::vector<std::uint64_t> dropped;
};

}  // namespace

TEST_CASE("nothing is sent before it is on disk", "[mqtt]") {
  Queue queue;
  const Delivery* delivery = queue.queue.add(message(), Qos::AtLeastOnce, false, {});
  REQUIRE(delivery != nullptr);

  CHECK(queue.send().empty());

  queue.queue.commit(delivery->sequence);
  CHECK(queue.send() == "open");
  CHECK(queue.send().empty());
}

TEST_CASE("messages are sent in the order in which they were committed", "[mqtt]") {
  Queue queue;
  const auto first = queue.queue.add(message("first"), Qos::AtLeastOnce, false, {})->sequence;
  queue.commit(message("second"));
  queue.queue.commit(first);

  CHECK(queue.send() == "second");
  CHECK(queue.send() == "first");
}

TEST_CASE("no more are under way than the client takes", "[mqtt]") {
  Queue queue;
  for (const char* payload : {"1", "2", "3"}) queue.commit(message(payload));
  REQUIRE(queue.send(2) == "1");
  const std::uint16_t first = queue.sent->packet_id;
  REQUIRE(queue.send(2) == "2");

  CHECK(queue.send(2).empty());

  CHECK(queue.queue.on_puback(first).has_value());
  CHECK(queue.send(2) == "3");
}

TEST_CASE("a packet identifier is used by one delivery at a time", "[mqtt]") {
  DeliveryQueue::Limits limits;
  limits.messages = 65'535;
  limits.bytes = 1'000'000'000;
  Queue queue(limits);
  const auto shared = message();

  std::set<std::uint16_t> ids;
  for (int i = 0; i < 65'535; ++i) {
    const Delivery* delivery = queue.queue.add(shared, Qos::AtLeastOnce, false, {});
    REQUIRE(delivery != nullptr);
    ids.insert(delivery->packet_id);
  }

  CHECK(ids.size() == 65'535);
  CHECK_FALSE(ids.contains(0));
  CHECK(queue.queue.add(shared, Qos::AtLeastOnce, false, {}) == nullptr);
}

TEST_CASE("a full queue takes no more, by count and by bytes, until there is room", "[mqtt]") {
  DeliveryQueue::Limits limits;
  limits.messages = 2;
  limits.bytes = 1'000;
  Queue queue(limits);
  queue.commit(message("1"));

  CHECK(queue.queue.add(message(std::string(1'000, 'x')), Qos::AtLeastOnce, false, {}) == nullptr);
  queue.commit(message("2"));
  CHECK(queue.queue.add(message("3"), Qos::AtLeastOnce, false, {}) == nullptr);

  REQUIRE(queue.send() == "1");
  REQUIRE(queue.queue.on_puback(queue.sent->packet_id).has_value());
  CHECK(queue.queue.add(message("3"), Qos::AtLeastOnce, false, {}) != nullptr);
}

TEST_CASE("QoS 2: after PUBREC the message is gone and the identifier stays until PUBCOMP",
          "[mqtt][MQTT-4.3.3-4]") {
  Queue queue;
  queue.commit(message(), Qos::ExactlyOnce);
  REQUIRE(queue.send() == "open");
  const std::uint16_t id = queue.sent->packet_id;
  CHECK_FALSE(queue.queue.on_puback(id).has_value());
  CHECK_FALSE(queue.queue.on_pubcomp(id).has_value());

  const Delivery* released = queue.queue.on_pubrec(id);

  REQUIRE(released != nullptr);
  CHECK(released->message == nullptr);
  CHECK(queue.queue.released() == std::vector{id});
  CHECK(queue.queue.on_pubrec(id) == released);  // A second PUBREC is answered like the first.
  CHECK(queue.queue.on_pubcomp(id).has_value());
  CHECK(queue.queue.size() == 0);
  CHECK(queue.queue.bytes() == 0);
}

TEST_CASE("after a lost connection what was not answered goes first, marked as a copy",
          "[mqtt][MQTT-4.4.0-1]") {
  Queue queue;
  queue.commit(message("1"));
  queue.commit(message("2"), Qos::ExactlyOnce);
  queue.commit(message("3"));
  queue.commit(message("4"));
  REQUIRE(queue.send() == "1");
  const std::uint16_t first = queue.sent->packet_id;
  REQUIRE(queue.send() == "2");
  REQUIRE(queue.queue.on_pubrec(queue.sent->packet_id) != nullptr);
  REQUIRE(queue.send() == "3");

  CHECK(queue.queue.on_disconnect().empty());

  CHECK(queue.send() == "1");
  CHECK(queue.sent->packet_id == first);
  CHECK(queue.sent->sent_before);
  CHECK(queue.send() == "3");
  CHECK(queue.send() == "4");
  CHECK_FALSE(queue.sent->sent_before);
  CHECK(queue.queue.released().size() == 1);
}

TEST_CASE("what has expired is dropped instead of sent, also while nobody is there", "[mqtt]") {
  Queue queue;
  const auto old = queue.commit(message("old", kNow));
  queue.commit(message("new", kNow + 1s));

  CHECK(queue.send() == "new");
  CHECK(queue.dropped == std::vector{old});

  const auto asleep = queue.commit(message("asleep", kNow + 5s));
  CHECK(queue.queue.expire(kNow + 4s).empty());
  CHECK(queue.queue.expire(kNow + 5s) == std::vector{asleep});
}

TEST_CASE("an exactly-once delivery that has begun is ended, however late", "[mqtt]") {
  Queue queue;
  queue.commit(message("2", kNow + 1s), Qos::ExactlyOnce);
  REQUIRE(queue.send() == "2");
  REQUIRE(queue.queue.on_disconnect().empty());

  std::vector<std::uint64_t> dropped;
  const Delivery* again = queue.queue.send_next(kNow + 10s, kWindow, dropped);

  REQUIRE(again != nullptr);
  CHECK(dropped.empty());
}

TEST_CASE("a notice does not wait in the session of a client that is gone", "[mqtt]") {
  Queue queue;
  const Delivery* notice =
      queue.queue.add(message("notice"), Qos::AtLeastOnce, false, {}, EffectId(7));
  queue.queue.commit(notice->sequence);
  queue.commit(message("command"));

  const auto taken_out = queue.queue.on_disconnect();

  REQUIRE(taken_out.size() == 1);
  CHECK(taken_out.front().effect == EffectId(7));
  CHECK(queue.send() == "command");
  CHECK(queue.send().empty());
}

TEST_CASE("a refused PUBREC ends a delivery, and a dropped one frees its identifier", "[mqtt]") {
  Queue queue;
  queue.commit(message(), Qos::ExactlyOnce);
  REQUIRE(queue.send() == "open");

  CHECK(queue.queue.on_pubrec_error(queue.sent->packet_id).has_value());

  const auto sequence = queue.queue.add(message(), Qos::AtLeastOnce, false, {})->sequence;
  queue.queue.drop(sequence);
  queue.queue.drop(sequence);
  CHECK(queue.queue.size() == 0);
  CHECK(queue.send().empty());
}

}  // namespace varde::links::mqtt
