// The bridge over TLS, with a certification authority made for the test.
#include <catch2/catch.hpp>

#include "tests/support/authority.h"
#include "tests/support/eventually.h"
#include "tests/system/bridge_bench.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

MosquittoOptions tls_of(const Authority& authority) {
  MosquittoOptions options;
  options.ca_file = authority.file("ca.crt");
  options.certificate_file = authority.file("server.crt");
  options.key_file = authority.file("server.key");
  options.client_certificate = true;
  return options;
}

}  // namespace

TEST_CASE("the bridge connects over TLS with a client certificate", "[bridge][tls]") {
  const Authority authority;
  Mosquitto mosquitto(tls_of(authority));
  auto options = options_for(mosquitto);
  options.tls.ca_file = authority.file("ca.crt");
  options.tls.certificate_file = authority.file("client.crt");
  options.tls.key_file = authority.file("client.key");
  Broker broker;
  broker.connect(options);

  const int published =
      run({"mosquitto_pub", "-h", "localhost", "-p", std::to_string(mosquitto.port()), "--cafile",
           authority.file("ca.crt"), "--cert", authority.file("client.crt"), "--key",
           authority.file("client.key"), "-q", "1", "-t", kTopic, "-m", help_call(1)});

  REQUIRE(published == 0);
  CHECK(eventually([&] { return broker.received() == 1; }));
}

TEST_CASE("a broker whose certificate does not hold is not spoken to", "[bridge][tls]") {
  const Authority authority;
  const Authority another;
  Mosquitto mosquitto(tls_of(authority));
  auto options = options_for(mosquitto);
  options.tls.ca_file = authority.file("ca.crt");
  options.tls.certificate_file = authority.file("client.crt");
  options.tls.key_file = authority.file("client.key");
  SECTION("signed by an authority that is not ours") {
    options.tls.ca_file = another.file("ca.crt");
  }
  SECTION("made out to another name") {
    options.server = "mqtts://127.0.0.1:" + std::to_string(mosquitto.port());
  }
  Broker broker;

  broker.start_bridge(options);

  REQUIRE(eventually(
      [&] { return broker.bridge().status().detail.find("cannot connect") != std::string::npos; }));
  INFO(broker.bridge().status().detail);
  CHECK(broker.bridge().status().detail.find("certificate") != std::string::npos);
  CHECK_FALSE(broker.bridge().status().up);
}

}  // namespace varde::test
