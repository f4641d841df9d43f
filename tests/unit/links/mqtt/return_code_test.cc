#include <catch2/catch.hpp>

#include "broker/links/mqtt/codec/encoder.h"
#include "tests/unit/links/mqtt/decoding.h"

namespace varde::links::mqtt {

TEST_CASE("a CONNACK of MQTT 3.1.1 gives each reason as the return code nearest to it", "[mqtt]") {
  const auto [reason, code] = GENERATE(table<Reason, int>({
      {Reason::Success, 0},
      {Reason::UnsupportedProtocolVersion, 1},
      {Reason::ClientIdentifierNotValid, 2},
      {Reason::ServerUnavailable, 3},
      {Reason::ServerBusy, 3},
      {Reason::ServerShuttingDown, 3},
      {Reason::QuotaExceeded, 3},
      {Reason::ConnectionRateExceeded, 3},
      {Reason::UseAnotherServer, 3},
      {Reason::UnspecifiedError, 3},
      {Reason::BadUserNameOrPassword, 4},
      {Reason::BadAuthenticationMethod, 4},
      {Reason::NotAuthorized, 5},
      {Reason::Banned, 5},
      {Reason::TopicNameInvalid, 5},
      {Reason::PayloadFormatInvalid, 5},
  }));
  CAPTURE(reason);
  CHECK(connect_return_code(reason) == code);

  Connack packet;
  packet.reason = reason;
  CHECK(encoded(packet, Version::V311) ==
        std::string{'\x20', '\x02', '\0', static_cast<char>(code)});
}

TEST_CASE("a return code of MQTT 3.1.1 is read as the reason that gives it", "[mqtt]") {
  for (char code = 0; code <= 5; ++code) {
    const Decoded decoded = decode(std::string{'\x20', '\x02', '\0', code}, Version::V311);

    REQUIRE(decoded.packets.size() == 1);
    const Reason reason = std::get<Connack>(decoded.packets.front()).reason;
    CHECK(connect_return_code(reason) == code);
  }
}

TEST_CASE("a SUBACK of MQTT 3.1.1 has one code for all errors 3.1.1 [MQTT-3.9.3-2]", "[mqtt]") {
  const Suback packet{1, {Reason::TopicFilterInvalid, Reason::GrantedQos2}, "why", {{"a", "b"}}};
  CHECK(encoded(packet, Version::V311) == bytes_of("90 04 0001 80 02"));
}

}  // namespace varde::links::mqtt
