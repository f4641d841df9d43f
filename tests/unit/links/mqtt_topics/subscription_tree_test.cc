#include "broker/links/mqtt/topics/subscription_tree.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "broker/links/mqtt/topics/topic.h"
#include "tests/unit/links/mqtt_topics/counted_memory.h"
#include "tests/unit/links/mqtt_topics/random_topics.h"

namespace varde::links::mqtt {
namespace {

using Sessions = std::vector<SessionNumber>;

SubscriptionOptions options(std::uint32_t subscription_id) {
  SubscriptionOptions made;
  made.subscription_id = subscription_id;
  return made;
}

struct Heard {
  std::vector<SubscriptionTree::Match> each;
  std::vector<Sessions> groups;
};

Heard heard(SubscriptionTree& tree, const std::string& topic) {
  Heard all;
  tree.match(
      topic, [&](const SubscriptionTree::Match& match) { all.each.push_back(match); },
      [&](SubscriptionTree::GroupMatch group) {
        Sessions members;
        for (const auto& member : group.members) members.push_back(member.session);
        all.groups.push_back(members);
      });
  return all;
}

// Who hears `topic`, without groups; each as often as it has a filter.
Sessions sessions(SubscriptionTree& tree, const std::string& topic) {
  Sessions all;
  for (const auto& match : heard(tree, topic).each) all.push_back(match.session);
  std::ranges::sort(all);
  return all;
}

// Who of the groups gets the next message on `topic`, in turn.
Sessions next_of_groups(SubscriptionTree& tree, const std::string& topic) {
  Sessions all;
  tree.match(
      topic, [](const SubscriptionTree::Match&) {},
      [&](SubscriptionTree::GroupMatch group) {
        all.push_back(group.members[group.turn++ % group.members.size()].session);
      });
  return all;
}

std::string device_topic(int device, const std::string& last) {
  const std::string municipality = device % 2 == 0 ? "nordlia" : "soerdal";
  return "varde/v1/" + municipality + "/button-" + std::to_string(10'000 + device) + "/" + last;
}

}  // namespace

TEST_CASE("a message reaches each session whose filter matches", "[mqtt]") {
  SubscriptionTree tree;
  CHECK(tree.add("varde/v1/nordlia/d1/response", 1, {}));
  CHECK(tree.add("varde/v1/nordlia/+/response", 2, {}));
  CHECK(tree.add("varde/#", 3, {}));
  CHECK(tree.add("#", 4, {}));
  CHECK(tree.add("varde/v1/nordlia/d2/response", 5, {}));
  CHECK(tree.add("+/+", 6, {}));

  CHECK(sessions(tree, "varde/v1/nordlia/d1/response") == Sessions{1, 2, 3, 4});
  CHECK(sessions(tree, "varde/v1/nordlia/d3/response") == Sessions{2, 3, 4});
  CHECK(sessions(tree, "varde/v1") == Sessions{3, 4, 6});
  CHECK(sessions(tree, "varde") == Sessions{3, 4});
  CHECK(sessions(tree, "other/") == Sessions{4, 6});
  CHECK(tree.size() == 6);
}

TEST_CASE("a session comes once for each of its filters that match, with its options", "[mqtt]") {
  SubscriptionTree tree;
  const SubscriptionOptions narrow{Qos::ExactlyOnce, true, false, 7};
  const SubscriptionOptions wide{Qos::AtLeastOnce, false, true, 8};
  tree.add("a/b", 1, narrow);
  tree.add("a/#", 1, wide);

  const auto found = heard(tree, "a/b").each;

  REQUIRE(found.size() == 2);
  CHECK(std::ranges::count(found, SubscriptionTree::Match{1, narrow}) == 1);
  CHECK(std::ranges::count(found, SubscriptionTree::Match{1, wide}) == 1);
}

TEST_CASE("subscribing again replaces the options [MQTT-3.8.4-3]", "[mqtt]") {
  SubscriptionTree tree;
  CHECK(tree.add("a", 1, options(1)));
  CHECK(tree.add("a", 2, options(1)));
  CHECK(tree.add_shared("g", "a", 1, options(1)));

  CHECK_FALSE(tree.add("a", 1, options(9)));
  CHECK_FALSE(tree.add_shared("g", "a", 1, options(9)));

  CHECK(tree.size() == 3);
  CHECK(heard(tree, "a").each ==
        std::vector<SubscriptionTree::Match>{{1, options(9)}, {2, options(1)}});
  CHECK(heard(tree, "a").groups == std::vector<Sessions>{{1}});
}

TEST_CASE("a wildcard at the beginning does not hear '$' topics [MQTT-4.7.2-1]", "[mqtt]") {
  SubscriptionTree tree;
  tree.add("#", 1, {});
  tree.add("+/a", 2, {});
  tree.add("$SYS/#", 3, {});
  tree.add("$SYS/+", 4, {});

  CHECK(sessions(tree, "$SYS/a") == Sessions{3, 4});
  CHECK(sessions(tree, "$SYS") == Sessions{3});
  CHECK(sessions(tree, "$other/a").empty());
  CHECK(sessions(tree, "x/$a") == Sessions{1});
}

TEST_CASE("an empty level is a level [MQTT-4.7.3-4]", "[mqtt]") {
  SubscriptionTree tree;
  tree.add("/a", 1, {});
  tree.add("a", 2, {});
  tree.add("+/a", 3, {});
  tree.add("a/", 4, {});
  tree.add("/", 5, {});

  CHECK(sessions(tree, "/a") == Sessions{1, 3});
  CHECK(sessions(tree, "a") == Sessions{2});
  CHECK(sessions(tree, "a/") == Sessions{4});
  CHECK(sessions(tree, "/") == Sessions{5});
}

TEST_CASE("what was unsubscribed is not heard any more, and leaves nothing behind", "[mqtt]") {
  SubscriptionTree tree;
  tree.add("a/b/c", 1, {});
  tree.add("a/b", 1, {});
  tree.add("a/b", 2, {});
  tree.add("a/+/#", 1, {});
  tree.add_shared("g", "a/b/x", 3, {});

  CHECK(tree.remove("a/b/c", 1));
  CHECK(sessions(tree, "a/b/c") == Sessions{1});
  CHECK(tree.remove("a/b", 1));
  CHECK(sessions(tree, "a/b") == Sessions{1, 2});
  CHECK(tree.remove("a/+/#", 1));
  CHECK(tree.remove_shared("g", "a/b/x", 3));
  CHECK(tree.size() == 1);
  CHECK(tree.nodes() == 2);

  CHECK(tree.remove("a/b", 2));
  CHECK(tree.size() == 0);
  CHECK(tree.nodes() == 0);
}

TEST_CASE("unsubscribing what was never subscribed changes nothing", "[mqtt]") {
  SubscriptionTree tree;
  tree.add("a/b", 1, {});
  tree.add_shared("g", "a/c", 1, {});
  const std::size_t nodes = tree.nodes();

  CHECK_FALSE(tree.remove("a/b", 2));
  CHECK_FALSE(tree.remove("a", 1));
  CHECK_FALSE(tree.remove("a/b/c", 1));
  CHECK_FALSE(tree.remove("a/+", 1));
  CHECK_FALSE(tree.remove("a/#", 1));
  CHECK_FALSE(tree.remove("a/c", 1));
  CHECK_FALSE(tree.remove_shared("g", "a/b", 1));
  CHECK_FALSE(tree.remove_shared("h", "a/c", 1));
  CHECK_FALSE(tree.remove_shared("g", "a/c", 2));
  CHECK_FALSE(tree.remove("", 1));
  CHECK_FALSE(tree.remove(std::string(kLargestTopic, '/'), 1));

  CHECK(tree.size() == 2);
  CHECK(tree.nodes() == nodes);
}

TEST_CASE("a group comes once, for all of its members [MQTT-4.8.2-2]", "[mqtt]") {
  SubscriptionTree tree;
  tree.add_shared("g", "sport/tennis/+", 3, {});
  tree.add_shared("g", "sport/tennis/+", 1, {});
  tree.add("sport/tennis/+", 1, {});

  const auto found = heard(tree, "sport/tennis/player1");

  CHECK(found.groups == std::vector<Sessions>{{1, 3}});
  CHECK(found.each.size() == 1);
}

TEST_CASE("groups and filters that differ are shared subscriptions of their own", "[mqtt]") {
  SubscriptionTree tree;
  tree.add_shared("consumer1", "sport/+", 1, {});
  tree.add_shared("consumer2", "sport/+", 2, {});
  tree.add_shared("consumer1", "sport/#", 3, {});
  tree.add_shared("consumer1", "#", 4, {});

  CHECK(heard(tree, "sport/tennis").groups.size() == 4);
  CHECK(heard(tree, "sport").groups.size() == 2);
  CHECK(heard(tree, "$sport").groups.empty());
}

TEST_CASE("the members of a group get messages in turn, also when one leaves", "[mqtt]") {
  SubscriptionTree tree;
  for (const SessionNumber session : {1, 2, 3}) tree.add_shared("g", "a", session, {});

  Sessions order;
  for (int message = 0; message < 6; ++message) order.push_back(next_of_groups(tree, "a").at(0));
  CHECK(order == Sessions{1, 2, 3, 1, 2, 3});

  tree.remove_shared("g", "a", 2);
  std::set<SessionNumber> left;
  for (int message = 0; message < 2; ++message) left.insert(next_of_groups(tree, "a").at(0));
  CHECK(left == std::set<SessionNumber>{1, 3});
}

TEST_CASE("a topic of 65,535 slashes finds no more levels than there are", "[mqtt]") {
  SubscriptionTree tree;
  std::string deepest = "+";
  for (std::size_t level = 1; level < kMostTopicLevels; ++level) deepest += "/+";
  tree.add(deepest, 1, {});
  tree.add("#", 2, {});

  CHECK(sessions(tree, std::string(kMostTopicLevels - 1, '/')) == Sessions{1, 2});
  CHECK(sessions(tree, std::string(kLargestTopic, '/')) == Sessions{2});
}

TEST_CASE("the tree hears what the filters match, whatever was added and removed", "[mqtt]") {
  Random random(20'261'201);
  SubscriptionTree tree;
  std::set<std::pair<std::string, SessionNumber>> expected;
  for (int round = 0; round < 4'000; ++round) {
    const std::string filter = random_filter(random);
    const SessionNumber session = random() % 5;
    const bool add = random() % 8 < (round / 500 % 2 == 0 ? 5u : 3u);  // Grows, then shrinks.
    if (add) {
      CHECK(tree.add(filter, session, {}) == expected.emplace(filter, session).second);
    } else {
      CHECK(tree.remove(filter, session) == (expected.erase({filter, session}) == 1));
    }
    CHECK(tree.size() == expected.size());

    const std::string topic = random_name(random);
    Sessions hearing;
    for (const auto& [wanted, listener] : expected) {
      if (matches(wanted, topic)) hearing.push_back(listener);
    }
    std::ranges::sort(hearing);
    CAPTURE(topic);
    CHECK(sessions(tree, topic) == hearing);
  }
  for (const auto& [filter, session] : expected) CHECK(tree.remove(filter, session));
  CHECK(tree.nodes() == 0);
}

TEST_CASE("groups hear what their filters match, whatever was added and removed", "[mqtt]") {
  Random random(814);
  SubscriptionTree tree;
  std::map<std::pair<std::string, std::string>, std::set<SessionNumber>> expected;
  for (int round = 0; round < 4'000; ++round) {
    const std::string filter = random_filter(random);
    const std::string group = random() % 2 == 0 ? "g" : "h";
    const SessionNumber session = random() % 3;
    auto& members = expected[{group, filter}];
    if (random() % 2 == 0) {
      CHECK(tree.add_shared(group, filter, session, {}) == members.insert(session).second);
    } else {
      CHECK(tree.remove_shared(group, filter, session) == (members.erase(session) == 1));
    }
    if (members.empty()) expected.erase({group, filter});

    const std::string topic = random_name(random);
    std::vector<Sessions> hearing;
    for (const auto& [key, those] : expected) {
      if (matches(key.second, topic)) hearing.emplace_back(those.begin(), those.end());
    }
    auto groups = heard(tree, topic).groups;
    std::ranges::sort(groups);
    std::ranges::sort(hearing);
    CAPTURE(topic);
    CHECK(groups == hearing);
  }
}

TEST_CASE("a match takes nothing from the heap", "[mqtt]") {
  SubscriptionTree tree;
  for (const std::string filter : {"a/b/c", "a/+/c", "a/#", "#"}) {
    tree.add(filter, 1, {});
    tree.add_shared("g", filter, 2, {});
  }
  std::uint64_t each = 0;
  std::uint64_t groups = 0;
  std::uint64_t members = 0;
  std::uint64_t turns = 0;

  const std::size_t before = test::counted_memory().allocations;
  tree.match(
      "a/b/c", [&](const SubscriptionTree::Match&) { ++each; },
      [&](SubscriptionTree::GroupMatch group) {
        ++groups;
        members += group.members.size();
        turns += ++group.turn;
      });
  const std::size_t after = test::counted_memory().allocations;

  CHECK(after == before);
  CHECK(each == 4);
  CHECK(groups == 4);
  CHECK(members == 4);
  CHECK(turns == 4);
}

TEST_CASE("10,000 devices with two topics each cost at most 250 bytes a subscription", "[mqtt]") {
  constexpr int kDevices = 10'000;
  SubscriptionTree tree;
  const std::size_t before = test::counted_memory().bytes;

  for (int device = 0; device < kDevices; ++device) {
    const auto session = static_cast<SessionNumber>(device);
    tree.add(device_topic(device, "response"), session, {});
    tree.add(device_topic(device, "command"), session, {});
  }

  const std::size_t full = test::counted_memory().bytes;
  const std::size_t subscriptions = tree.size();
  for (int device = 0; device < kDevices; ++device) {
    const auto session = static_cast<SessionNumber>(device);
    tree.remove(device_topic(device, "response"), session);
    tree.remove(device_topic(device, "command"), session);
  }
  const std::size_t empty = test::counted_memory().bytes;

  CHECK((full - before) / subscriptions <= 250);
  CHECK(empty == before);
}

}  // namespace varde::links::mqtt
