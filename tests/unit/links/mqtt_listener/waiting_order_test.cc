// Messages that wait until there is room to decode them: in which order they are offered again.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "adapters/host/decoding.h"
#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using Payloads = std::vector<std::string>;

// The canonical decoding, with only as much room as the test gives.
class NarrowDecoding final : public adapters::Decoding {
 public:
  adapters::DecodeAnswer decode(core::RawMessage& raw, Done done) override {
    const std::lock_guard lock(mutex_);
    offered_.push_back(raw.payload);
    if (!take_room(raw.payload)) return adapters::NoRoomToDecode{};
    return canonical_->decode(raw, std::move(done));
  }
  [[nodiscard]] std::vector<std::string> filters(const LinkId& /*link*/) const override {
    return {};
  }

  // Room for so many messages more.
  void give_room(std::size_t messages) {
    const std::lock_guard lock(mutex_);
    room_ += messages;
  }
  // As for a lane of its own.
  void give_room_to(const std::string& payload) {
    const std::lock_guard lock(mutex_);
    admitted_.insert(payload);
  }

  // The payload of each offer so far.
  [[nodiscard]] Payloads offered() const {
    const std::lock_guard lock(mutex_);
    return offered_;
  }

 private:
  bool take_room(const std::string& payload) {
    if (admitted_.contains(payload)) return true;
    if (room_ == 0) return false;
    room_ -= 1;
    return true;
  }

  const std::shared_ptr<adapters::Decoding> canonical_ = adapters::canonical_decoding();
  mutable std::mutex mutex_;  // Guards all below.
  std::size_t room_ = 0;
  std::set<std::string> admitted_;
  Payloads offered_;
};

struct Crowd {
  // One client for each payload, which sends it when the ones before wait.
  explicit Crowd(const Payloads& payloads) {
    for (const std::string& payload : payloads) {
      clients.push_back(bench.connected(hello(payload)));
      clients.back().send(publish("meter/" + payload, payload, Qos::AtLeastOnce, 1));
      REQUIRE(eventually([&] { return std::ranges::count(decoding->offered(), payload) > 0; }));
    }
  }

  // The next `count` offers.
  [[nodiscard]] Payloads next_offers(std::size_t count) const {
    const std::size_t before = decoding->offered().size();
    REQUIRE(eventually([&] { return decoding->offered().size() >= before + count; }));
    const Payloads all = decoding->offered();
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(before);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
  }

  std::shared_ptr<NarrowDecoding> decoding = std::make_shared<NarrowDecoding>();
  ListenerBench bench{[decoding = decoding](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.decoding = decoding;
  }};
  std::vector<RawMqttClient> clients;
};

// True if `offers` goes through `order` again and again, from wherever it begins.
bool goes_round(const Payloads& offers, const Payloads& order) {
  const auto begin = std::ranges::find(order, offers.front()) - order.begin();
  for (std::size_t i = 0; i < offers.size(); ++i) {
    if (offers[i] != order[(static_cast<std::size_t>(begin) + i) % order.size()]) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("messages that wait to be decoded are offered again in the order in which they came",
          "[listener]") {
  Crowd crowd({"a", "b", "c", "d"});
  CHECK(goes_round(crowd.next_offers(12), {"a", "b", "c", "d"}));

  crowd.decoding->give_room(1);
  CHECK(crowd.clients[0].expect<Ack>().packet_id == 1);

  CHECK(goes_round(crowd.next_offers(9), {"b", "c", "d"}));
  CHECK(crowd.bench.stored_payloads() == Payloads{"a"});
  crowd.decoding->give_room(3);
  for (std::size_t i = 1; i < 4; ++i) CHECK(crowd.clients[i].expect<Ack>().packet_id == 1);
  CHECK(crowd.bench.stored_payloads() == Payloads{"a", "b", "c", "d"});
}

TEST_CASE(
    "a message that there is room for does not wait for those before it, and they keep their "
    "order",
    "[listener]") {
  Crowd crowd({"a", "b", "call", "d"});

  crowd.decoding->give_room_to("call");

  CHECK(crowd.clients[2].expect<Ack>().packet_id == 1);
  CHECK(crowd.bench.stored_payloads() == Payloads{"call"});
  CHECK(goes_round(crowd.next_offers(9), {"a", "b", "d"}));
  crowd.decoding->give_room(3);
  for (const std::size_t i : {0U, 1U, 3U}) CHECK(crowd.clients[i].expect<Ack>().packet_id == 1);
  CHECK(crowd.bench.stored_payloads() == Payloads{"call", "a", "b", "d"});
}

}  // namespace varde::test
