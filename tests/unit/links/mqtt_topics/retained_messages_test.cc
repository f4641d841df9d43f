#include "broker/links/mqtt/topics/retained_messages.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "broker/links/mqtt/topics/topic.h"
#include "tests/unit/links/mqtt_topics/random_topics.h"

namespace varde::links::mqtt {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{};

using Topics = std::vector<std::string>;

RetainedMessage message(const std::string& topic, const std::string& payload = "x") {
  RetainedMessage made;
  made.topic = topic;
  made.payload = payload;
  return made;
}

RetainedMessage expiring(const std::string& topic, Instant expires_at) {
  RetainedMessage made = message(topic);
  made.expires_at = expires_at;
  return made;
}

Topics found(const RetainedMessages& messages, const std::string& filter, Instant now = kStart) {
  Topics topics;
  messages.match(filter, now, [&](const RetainedMessage& match) { topics.push_back(match.topic); });
  return topics;
}

void put_all(RetainedMessages& messages, const Topics& topics) {
  for (const std::string& topic : topics) REQUIRE(messages.put(message(topic)));
}

}  // namespace

TEST_CASE("the newest retained message of a topic is kept, whole [MQTT-3.3.1-5]", "[mqtt]") {
  RetainedMessages messages;
  RetainedMessage newest = message("a/b", "new");
  newest.qos = Qos::AtLeastOnce;
  newest.properties.content_type = "text/plain";
  newest.properties.correlation_data = "41";
  newest.expires_at = kStart + 1h;
  newest.publisher = "d1";
  messages.put(message("a/b", "old"));

  CHECK(messages.put(newest));

  REQUIRE(messages.find("a/b") != nullptr);
  CHECK(*messages.find("a/b") == newest);
  CHECK(messages.size() == 1);
  CHECK(messages.bytes() == RetainedMessages::bytes_of(newest));
}

TEST_CASE("an empty payload removes what its topic had [MQTT-3.3.1-6]", "[mqtt]") {
  RetainedMessages messages;
  messages.put(expiring("a", kStart + 1h));
  messages.put(message("b"));

  CHECK(messages.put(message("a", "")));
  CHECK(messages.put(message("never", "")));

  CHECK(messages.find("a") == nullptr);
  CHECK(messages.find("never") == nullptr);
  CHECK(messages.size() == 1);
  CHECK(messages.bytes() == RetainedMessages::bytes_of(message("b")));
  CHECK(messages.expire(kStart + 2h).empty());
}

TEST_CASE("removing a topic leaves the others", "[mqtt]") {
  RetainedMessages messages;
  put_all(messages, {"a", "a/b", "b"});

  messages.remove("a");
  messages.remove("never");

  CHECK(found(messages, "#") == Topics{"a/b", "b"});
}

TEST_CASE("beyond the number of messages none is taken, but a topic's own may be replaced",
          "[mqtt]") {
  RetainedMessages messages(RetainedLimits{2, 1'000'000});
  put_all(messages, {"a", "b"});

  CHECK_FALSE(messages.has_room(message("c")));
  CHECK_FALSE(messages.put(message("c")));
  CHECK(found(messages, "#") == Topics{"a", "b"});

  CHECK(messages.has_room(message("b", "new")));
  CHECK(messages.put(message("b", "new")));
  CHECK(messages.find("b")->payload == "new");

  messages.put(message("a", ""));
  CHECK(messages.put(message("c")));
}

TEST_CASE("beyond the bytes none is taken and the old one of the topic stays", "[mqtt]") {
  const std::size_t one = RetainedMessages::bytes_of(message("a", std::string(100, 'x')));
  RetainedMessages messages(RetainedLimits{10, 2 * one});
  REQUIRE(messages.put(message("a", std::string(100, 'x'))));
  REQUIRE(messages.put(message("b", std::string(100, 'x'))));
  CHECK(messages.bytes() == 2 * one);

  CHECK_FALSE(messages.put(message("b", std::string(101, 'y'))));
  CHECK(messages.find("b")->payload == std::string(100, 'x'));
  CHECK_FALSE(messages.put(message("c")));
  CHECK(messages.bytes() == 2 * one);

  CHECK(messages.put(message("b", std::string(99, 'y'))));
  CHECK(messages.bytes() == 2 * one - 1);
  CHECK(messages.has_room(message("c", "")));
}

TEST_CASE("whatever a message carries counts", "[mqtt]") {
  const std::size_t plain = RetainedMessages::bytes_of(message("a"));
  RetainedMessage full = message("a");
  full.publisher = "12";
  full.properties.response_topic = "345";
  full.properties.content_type = "6789";
  full.properties.correlation_data = "01234";
  CHECK(RetainedMessages::bytes_of(full) == plain + 2 + 3 + 4 + 5);

  full.properties.user = {{"", ""}};
  CHECK(RetainedMessages::bytes_of(full) > plain + 14);
  const std::size_t with_empty = RetainedMessages::bytes_of(full);
  full.properties.user = {{"name", "value"}};
  CHECK(RetainedMessages::bytes_of(full) == with_empty + 9);
}

TEST_CASE("a filter finds what it matches, by topic", "[mqtt]") {
  RetainedMessages messages;
  put_all(messages, {"a", "a!", "a/", "a/b", "a/b/c", "a/c", "ab", "b/b", "/a", "$SYS/a"});
  const auto [filter, topics] = GENERATE(table<std::string, Topics>({
      {"a", {"a"}},
      {"a/", {"a/"}},
      {"a/b", {"a/b"}},
      {"a/x", {}},
      {"a/#", {"a", "a/", "a/b", "a/b/c", "a/c"}},
      {"a/+", {"a/", "a/b", "a/c"}},
      {"a/b/#", {"a/b", "a/b/c"}},
      {"a/+/#", {"a/", "a/b", "a/b/c", "a/c"}},
      {"a/+/c", {"a/b/c"}},
      {"+/b", {"a/b", "b/b"}},
      {"+", {"a", "a!", "ab"}},
      {"/#", {"/a"}},
      {"/+", {"/a"}},
      {"#", {"/a", "a", "a!", "a/", "a/b", "a/b/c", "a/c", "ab", "b/b"}},
      {"$SYS/#", {"$SYS/a"}},
      {"$SYS/+", {"$SYS/a"}},
      {"+/a", {"/a"}},
  }));
  CAPTURE(filter);

  CHECK(found(messages, filter) == topics);
}

TEST_CASE("filters find what they match, whatever was put and removed", "[mqtt]") {
  Random random(331);
  RetainedMessages messages;
  std::map<std::string, std::string> expected;
  std::size_t bytes = 0;
  for (int round = 0; round < 4'000; ++round) {
    const std::string topic = random_name(random);
    const std::string payload(random() % 3, 'x');
    CHECK(messages.put(message(topic, payload)));
    expected.erase(topic);
    if (!payload.empty()) expected[topic] = payload;

    const std::string filter = random_filter(random);
    Topics matching;
    bytes = 0;
    for (const auto& [name, kept] : expected) {
      if (matches(filter, name)) matching.push_back(name);
      bytes += RetainedMessages::bytes_of(message(name, kept));
    }
    CAPTURE(filter);
    CHECK(found(messages, filter) == matching);
    CHECK(messages.size() == expected.size());
    CHECK(messages.bytes() == bytes);
  }
}

TEST_CASE("a message that has expired is not found by a filter", "[mqtt]") {
  RetainedMessages messages;
  messages.put(expiring("a", kStart + 10s));
  messages.put(message("b"));

  CHECK(found(messages, "#", kStart + 9s) == Topics{"a", "b"});
  CHECK(found(messages, "#", kStart + 10s) == Topics{"b"});
  CHECK(found(messages, "a", kStart + 10s).empty());
  CHECK(messages.find("a") != nullptr);
}

TEST_CASE("what has expired is removed and named, the earliest first", "[mqtt]") {
  RetainedMessages messages;
  messages.put(expiring("a", kStart + 30s));
  messages.put(expiring("b", kStart + 10s));
  messages.put(expiring("c", kStart + 40s));
  messages.put(message("d"));

  CHECK(messages.expire(kStart + 9s).empty());
  CHECK(messages.expire(kStart + 30s) == Topics{"b", "a"});
  CHECK(messages.expire(kStart + 30s).empty());

  CHECK(found(messages, "#", kStart) == Topics{"c", "d"});
  CHECK(messages.bytes() ==
        RetainedMessages::bytes_of(message("c")) + RetainedMessages::bytes_of(message("d")));
}

TEST_CASE("a newer message expires when it says, not when the one before it would have", "[mqtt]") {
  RetainedMessages messages;
  messages.put(expiring("a", kStart + 10s));
  messages.put(expiring("a", kStart + 20s));
  messages.put(expiring("b", kStart + 10s));
  messages.put(message("b"));

  CHECK(messages.expire(kStart + 10s).empty());
  CHECK(messages.expire(kStart + 20s) == Topics{"a"});
  CHECK(messages.size() == 1);
}

}  // namespace varde::links::mqtt
