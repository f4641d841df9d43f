#include "broker/app/listen_address.h"

#include <catch2/catch.hpp>

namespace varde::app {

TEST_CASE("a listen address reads back as it was written", "[app]") {
  const auto* const text =
      GENERATE("127.0.0.1:8440", "0.0.0.0:1", "[::1]:65535", "[2001:db8::1]:0");
  CAPTURE(text);

  const auto address = parse_listen_address(text);

  REQUIRE(address.has_value());
  CHECK(address->text() == text);
}

TEST_CASE("what is no address with a port is refused", "[app]") {
  const auto* const text = GENERATE(
      "", "8440", "127.0.0.1", "127.0.0.1:", ":8440", "127.0.0.1:65536", "127.0.0.1:-1",
      "127.0.0.1:84x", "127.0.0.256:1", "::1:8440", "[::1]", "[127.0.0.1]:1", "varde:8440");
  CAPTURE(text);

  CHECK_FALSE(parse_listen_address(text).has_value());
}

TEST_CASE("only this machine's own addresses are loopback", "[app]") {
  CHECK(parse_listen_address("127.0.0.1:1")->is_loopback());
  CHECK(parse_listen_address("127.8.8.8:1")->is_loopback());
  CHECK(parse_listen_address("[::1]:1")->is_loopback());
  CHECK(parse_listen_address("localhost:1")->is_loopback());

  CHECK_FALSE(parse_listen_address("0.0.0.0:1")->is_loopback());
  CHECK_FALSE(parse_listen_address("[::]:1")->is_loopback());
  CHECK_FALSE(parse_listen_address("10.0.0.1:1")->is_loopback());
}

}  // namespace varde::app
