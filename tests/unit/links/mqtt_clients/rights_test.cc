// Who may say and hear what.
#include "broker/links/mqtt/clients/rights.h"

#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_clients/clients.h"

namespace varde::test {
namespace {

using links::mqtt::Client;
using links::mqtt::lab_client;
using links::mqtt::may_publish;
using links::mqtt::may_respond_to;
using links::mqtt::may_subscribe;

Client button() { return client("nordlia/alarm-0114"); }

Client bridge() {
  return trusted("zigbee-hall", {"varde/v1/nordlia/+/signal", "hall/#"},
                 {"varde/v1/nordlia/+/command", "hall/+/set", "#"});
}

Client narrow_bridge() {
  return trusted("zigbee-hall", {"varde/v1/nordlia/+/signal"}, {"varde/v1/nordlia/+/command"});
}

TEST_CASE("a device publishes its own signals", "[mqtt]") {
  CHECK(may_publish(button(), "varde/v1/nordlia/alarm-0114/signal"));
  CHECK(may_publish(button(), "varde/v1/nordlia/alarm-0114/signal/urgent"));
}

TEST_CASE("a device publishes nothing but its own signals", "[mqtt]") {
  for (const char* topic :
       {"varde/v1/nordlia/alarm-0115/signal", "varde/v1/nordlia/alarm-01145/signal",
        "varde/v1/nordlia/alarm-011/signal", "varde/v1/fjellbygda/alarm-0114/signal",
        "varde/v1/nordlia/alarm-0114/command", "varde/v1/nordlia/alarm-0114/response",
        "varde/v1/nordlia/alarm-0114/signal/", "varde/v1/nordlia/alarm-0114/signal/urgent/now",
        "varde/v1/nordlia/alarm-0114", "varde/v1/nordlia/+/signal", "varde/v1/#", "#", "",
        "/varde/v1/nordlia/alarm-0114/signal", "varde/v2/nordlia/alarm-0114/signal",
        "VARDE/v1/nordlia/alarm-0114/signal", "$SYS/broker/load", "$CONTROL/dynamic-security/v1",
        "$share/g/varde/v1/nordlia/alarm-0114/signal"}) {
    CAPTURE(topic);
    CHECK_FALSE(may_publish(button(), topic));
  }
}

TEST_CASE("a device hears its own commands, responses and acks", "[mqtt]") {
  for (const char* filter :
       {"varde/v1/nordlia/alarm-0114/response", "varde/v1/nordlia/alarm-0114/command",
        "varde/v1/nordlia/alarm-0114/ack"}) {
    CAPTURE(filter);
    CHECK(may_subscribe(button(), filter));
  }
}

TEST_CASE("a device hears nobody else, by whatever filter", "[mqtt]") {
  for (const char* filter : {"varde/v1/nordlia/alarm-0115/command",
                             "varde/v1/nordlia/alarm-0114/signal",
                             "#",
                             "+",
                             "+/#",
                             "/#",
                             "varde/#",
                             "varde/v1/#",
                             "varde/v1/nordlia/#",
                             "varde/v1/+/alarm-0114/command",
                             "varde/v1/nordlia/+/command",
                             "+/v1/nordlia/alarm-0114/command",
                             "varde/v1/nordlia/alarm-0114/+",
                             "varde/v1/nordlia/alarm-0114/#",
                             "varde/v1/nordlia/alarm-0114/command/#",
                             "varde/v1/nordlia/alarm-0114/command/+",
                             "+/+/+/+/+",
                             "$SYS/#",
                             "$SYS/broker/uptime",
                             "$CONTROL/#",
                             "",
                             "varde/v1/##"}) {
    CAPTURE(filter);
    CHECK_FALSE(may_subscribe(button(), filter));
  }
}

TEST_CASE("a device shares no subscription, not even to its own commands", "[mqtt]") {
  for (const char* filter :
       {"$share/g/#", "$share/g/varde/v1/nordlia/alarm-0114/command", "$share/g/$SYS/#",
        "$share/g/$share/g/#", "$share/g/", "$share/g", "$share//#", "$share", "$SHARE/g/#"}) {
    CAPTURE(filter);
    CHECK_FALSE(may_subscribe(button(), filter));
  }
}

TEST_CASE("a trusted client has the filters that it was given", "[mqtt]") {
  CHECK(may_publish(narrow_bridge(), "varde/v1/nordlia/leak-7/signal"));
  CHECK_FALSE(may_publish(narrow_bridge(), "varde/v1/nordlia/leak-7/signal/urgent"));
  CHECK_FALSE(may_publish(narrow_bridge(), "varde/v1/sorvik/leak-7/signal"));
  CHECK_FALSE(may_publish(narrow_bridge(), "varde/v1/nordlia/leak-7/command"));

  CHECK(may_subscribe(narrow_bridge(), "varde/v1/nordlia/+/command"));
  CHECK(may_subscribe(narrow_bridge(), "varde/v1/nordlia/leak-7/command"));
  CHECK_FALSE(may_subscribe(narrow_bridge(), "varde/v1/+/leak-7/command"));
  CHECK_FALSE(may_subscribe(narrow_bridge(), "varde/v1/nordlia/#"));
  CHECK_FALSE(may_subscribe(narrow_bridge(), "#"));
}

TEST_CASE("a trusted client shares what it may hear alone", "[mqtt]") {
  CHECK(may_subscribe(narrow_bridge(), "$share/workers/varde/v1/nordlia/+/command"));
  CHECK_FALSE(may_subscribe(narrow_bridge(), "$share/workers/varde/v1/+/+/command"));
  CHECK_FALSE(may_subscribe(narrow_bridge(), "$share/workers/#"));
  CHECK_FALSE(may_subscribe(narrow_bridge(), "$share//varde/v1/nordlia/+/command"));
  CHECK_FALSE(may_subscribe(narrow_bridge(), "$share/workers"));
}

TEST_CASE("a topic with wildcards in it is published by nobody", "[mqtt]") {
  const Client who = GENERATE(button(), bridge(), lab_client());
  CAPTURE(who.name);

  CHECK_FALSE(may_publish(who, "hall/+"));
  CHECK_FALSE(may_publish(who, "hall/#"));
  CHECK_FALSE(may_publish(who, "varde/v1/nordlia/+/signal"));
  CHECK_FALSE(may_publish(who, ""));
}

TEST_CASE("the broker's own topics are nobody's, even for those who may hear all", "[mqtt]") {
  const Client who = GENERATE(button(), bridge(), lab_client());
  CAPTURE(who.name);
  for (const char* filter : {"$SYS/#", "$SYS/broker/uptime", "$CONTROL/dynamic-security/v1",
                             "$share/g/$SYS/#", "$share/g/$share/h/#"}) {
    CAPTURE(filter);
    CHECK_FALSE(may_subscribe(who, filter));
  }
  CHECK_FALSE(may_publish(who, "$SYS/broker/uptime"));
  CHECK_FALSE(may_publish(who, "$share/g/hall/1"));
  CHECK_FALSE(may_respond_to(who, "$SYS/broker/uptime"));
}

TEST_CASE("other topics that begin with '$' are the lab's only", "[mqtt][MQTT-4.7.2-1]") {
  CHECK(may_publish(lab_client(), "$test/a"));
  CHECK(may_subscribe(lab_client(), "$test/#"));
  for (const Client& who : {button(), bridge()}) {
    CHECK_FALSE(may_publish(who, "$test/a"));
    CHECK_FALSE(may_subscribe(who, "$test/#"));
    CHECK_FALSE(may_subscribe(who, "$"));
  }
}

TEST_CASE("in the lab everybody may publish and hear all else", "[mqtt]") {
  CHECK(may_publish(lab_client(), "anything/at all"));
  CHECK(may_subscribe(lab_client(), "#"));
  CHECK(may_subscribe(lab_client(), "$share/g/#"));
  CHECK(may_respond_to(lab_client(), "anything/at all"));
  CHECK_FALSE(may_subscribe(lab_client(), "a/#/b"));
  CHECK_FALSE(may_subscribe(lab_client(), "$share/g/"));
}

TEST_CASE("an ack is asked for only where the one who asks may listen", "[mqtt]") {
  CHECK(may_respond_to(button(), "varde/v1/nordlia/alarm-0114/ack"));
  CHECK(may_respond_to(button(), "varde/v1/nordlia/alarm-0114/response"));
  CHECK_FALSE(may_respond_to(button(), "varde/v1/nordlia/alarm-0115/ack"));
  CHECK_FALSE(may_respond_to(button(), "varde/v1/nordlia/alarm-0115/command"));
  CHECK_FALSE(may_respond_to(button(), "varde/v1/nordlia/alarm-0114/signal"));

  CHECK(may_respond_to(narrow_bridge(), "varde/v1/nordlia/door-1/command"));
  CHECK_FALSE(may_respond_to(narrow_bridge(), "varde/v1/sorvik/door-1/command"));
}

TEST_CASE("a response topic is a topic: no wildcard, no shared subscription", "[mqtt]") {
  const Client who = GENERATE(button(), bridge(), lab_client());
  CAPTURE(who.name);
  for (const char* topic :
       {"varde/v1/nordlia/+/command", "#", "hall/+/set", "", "$share/g/hall/1/set"}) {
    CAPTURE(topic);
    CHECK_FALSE(may_respond_to(who, topic));
  }
}

}  // namespace
}  // namespace varde::test
