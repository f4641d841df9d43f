#include "adapters/host/codec_message.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <string>

namespace varde::adapters {
namespace {

namespace json = boost::json;

CodecMessage some_message() {
  CodecMessage message;
  message.topic = "acme/kitchen/state";
  message.name = "state";
  message.captures = {{"device", "kitchen"}};
  message.payload = R"({"leak": true})";
  message.received_at = Instant(std::chrono::milliseconds(1'500));
  message.device = {"kitchen", "leak", R"({"port": 2})"};
  return message;
}

}  // namespace

TEST_CASE("a codec is told all that is known of a message", "[adapters]") {
  CodecMessage message = some_message();
  message.retained = true;
  message.f_port = 85;
  message.network_time = Instant(std::chrono::microseconds(1'999));
  message.previous = {
      {core::SignalKind::WaterLeak, {core::SignalState::Fault, Instant(std::chrono::seconds(1))}}};

  const json::value argument = json::parse(to_argument(message));

  CHECK(argument == json::parse(R"({
      "topic": "acme/kitchen/state", "name": "state", "captures": {"device": "kitchen"},
      "text": "{\"leak\": true}", "bytes": "7b226c65616b223a20747275657d", "retained": true,
      "recvTime": 1500, "networkTime": 1, "fPort": 85,
      "device": {"address": "kitchen", "type": "leak", "parameters": {"port": 2}},
      "previous": {"water_leak": {"state": "fault", "at": 1000}}})"));
}

TEST_CASE("a codec is told no text where the payload is none, and no type where none is registered",
          "[adapters]") {
  CodecMessage message = some_message();
  message.payload = "\xff\x01";
  message.device.type = "";
  message.device.parameters = "";

  const json::object argument = json::parse(to_argument(message)).as_object();

  CHECK_FALSE(argument.contains("text"));
  CHECK(argument.at("bytes") == "ff01");
  CHECK_FALSE(argument.contains("fPort"));
  CHECK_FALSE(argument.contains("networkTime"));
  CHECK_FALSE(argument.at("device").as_object().contains("type"));
  CHECK(argument.at("device").at("parameters") == json::object());
}

TEST_CASE("a time before 1970 is told to the millisecond before it", "[adapters]") {
  CodecMessage message = some_message();
  message.received_at = Instant(std::chrono::microseconds(-1));

  CHECK(json::parse(to_argument(message)).at("recvTime") == -1);
}

TEST_CASE("commands and frames to devices are told with the device", "[adapters]") {
  const CodecDevice device{"70b3", "button", R"({"application": "a"})"};

  CHECK(json::parse(to_argument(CodecCommand{"reset", R"({"hard": true})", device})) ==
        json::parse(R"({"command": "reset", "arguments": {"hard": true},
                        "device": {"address": "70b3", "type": "button",
                                   "parameters": {"application": "a"}}})"));
  CHECK(json::parse(to_argument(CodecDownlink{device, 85, "\xff"})) ==
        json::parse(R"({"fPort": 85, "bytes": "ff",
                        "device": {"address": "70b3", "type": "button",
                                   "parameters": {"application": "a"}}})"));
}

TEST_CASE("a message's seed is the same for ever", "[adapters]") {
  // By another implementation of FNV-1a.
  CHECK(seed_of("", "") == 0xaf63bd4c8601b7dfU);
  CHECK(seed_of("a", "b") == 0xe5d29919042666b2U);
  CHECK(seed_of("ab", "") != seed_of("a", "b"));
}

}  // namespace varde::adapters
