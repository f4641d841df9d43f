#include <catch2/catch.hpp>
#include <string>

#include "adapters/host/codec_signals.h"

namespace varde::adapters {
namespace {

Publish publish(const std::string& json) {
  const auto read = read_publish(json);
  INFO((read ? "" : read.error().reason));
  REQUIRE(read.has_value());
  return *read;
}

}  // namespace

TEST_CASE("what is published may be text, bytes or an object", "[adapters]") {
  const auto [payload, bytes] = GENERATE(table<std::string, std::string>({
      {R"("on")", "on"},
      {R"("")", ""},
      {R"([1, 0, 255])", std::string("\x01\x00\xFF", 3)},
      {R"({"state": "ON", "t": 1.5, "n": [null, true, -2, "å\n"], "o": {}})",
       R"({"state":"ON","t":1.5,"n":[null,true,-2,"å\n"],"o":{}})"},
      {R"({"t": 1e999})", R"({"t":null})"},
  }));

  const auto read = publish(R"({"topic": "z/lamp/set", "payload": )" + payload + "}");

  CHECK(read == Publish{"z/lamp/set", bytes, 1, false});
}

TEST_CASE("a codec may choose quality of service and retain", "[adapters]") {
  const auto read = publish(R"({"topic": "t", "payload": "x", "qos": 2, "retain": true})");

  CHECK(read == Publish{"t", "x", 2, true});
}

TEST_CASE("what cannot or may not be published is a fault", "[adapters]") {
  const auto [json, words] = GENERATE(table<std::string, std::string>({
      {"[]", "result: is no object"},
      {R"({"payload": "x"})", "topic"},
      {R"({"topic": "", "payload": "x"})", "topic"},
      {R"({"topic": "a/+/b", "payload": "x"})", "topic"},
      {R"({"topic": "a/#", "payload": "x"})", "topic"},
      {R"({"topic": "a\u0000", "payload": "x"})", "topic"},
      {R"({"topic": "$CONTROL/dynamic-security/v1", "payload": "x"})", "topic"},
      {R"({"topic": "varde/v1/nordlia/d1/signal", "payload": "x"})", "topic"},
      {R"({"topic": "t"})", "payload: missing"},
      {R"({"topic": "t", "payload": true})", "payload"},
      {R"({"topic": "t", "payload": [256]})", "payload"},
      {R"({"topic": "t", "payload": "x", "qos": 3})", "qos"},
      {R"({"topic": "t", "payload": "x", "retain": 1})", "retain"},
      {R"({"topic": "t", "payload": "x", "dup": true})", "dup: no such field"},
  }));
  CAPTURE(json);

  const auto read = read_publish(json);

  REQUIRE(read.has_error());
  CHECK_THAT(read.error().reason, Catch::StartsWith(words));
}

TEST_CASE("a topic has at most 1,024 bytes and 64 levels, a payload 64 KiB", "[adapters]") {
  const auto of = [](const std::string& topic, std::size_t payload) {
    return read_publish(R"({"topic": ")" + topic + R"(", "payload": ")" +
                        std::string(payload, 'x') + "\"}");
  };
  CHECK(of(std::string(1'024, 't'), 0).has_value());
  CHECK(of(std::string(1'025, 't'), 0).has_error());
  CHECK(of(std::string(63, '/'), 0).has_value());
  CHECK(of(std::string(64, '/'), 0).has_error());
  CHECK(of("t", 64 * 1024).has_value());
  CHECK(of("t", 64 * 1024 + 1).has_error());
}

TEST_CASE("a downlink names its port and its bytes", "[adapters]") {
  const std::string frame =
      GENERATE(R"("bytes": [255, 16])", R"("hex": "ff10")", R"("base64": "/xA=")");

  const auto read = read_downlink(R"({"fPort": 223, )" + frame + "}");

  REQUIRE(read.has_value());
  CHECK(*read == Downlink{223, "\xFF\x10"});
}

TEST_CASE("a downlink without port or bytes is a fault", "[adapters]") {
  const auto [json, words] = GENERATE(table<std::string, std::string>({
      {R"({"bytes": [1]})", "fPort"},
      {R"({"fPort": 0, "bytes": [1]})", "fPort"},
      {R"({"fPort": 224, "bytes": [1]})", "fPort"},
      {R"({"fPort": 1})", "bytes: missing"},
      {R"({"fPort": 1, "bytes": [1], "confirmed": true})", "confirmed: no such field"},
  }));
  CAPTURE(json);

  const auto read = read_downlink(json);

  REQUIRE(read.has_error());
  CHECK_THAT(read.error().reason, Catch::StartsWith(words));
}

}  // namespace varde::adapters
