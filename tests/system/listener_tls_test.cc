// The listener over TLS and WebSocket, as mosquitto_pub and Paho see it.
#include <catch2/catch.hpp>
#include <string>

#include "tests/support/authority.h"
#include "tests/support/eventually.h"
#include "tests/support/mosquitto_clients.h"
#include "tests/support/mqtt_client.h"
#include "tests/system/listener_log.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

VardedOptions tls_of(const Authority& authority) {
  VardedOptions options;
  options.listener = true;
  options.certificate_file = authority.file("server.crt");
  options.key_file = authority.file("server.key");
  options.client_ca_file = authority.file("ca.crt");
  options.websocket_tls = true;
  return options;
}

std::vector<std::string> call(int sequence) {
  return {"-q", "1", "-t", kButtonSignal, "-m", help_call(sequence)};
}

}  // namespace

TEST_CASE("a device connects over TLS with its secret or with its certificate", "[listener][tls]") {
  const std::string version = GENERATE("311", "5");
  CAPTURE(version);
  Authority authority;
  authority.issue_client("button", kButton);
  Varded varded("varded", tls_of(authority));
  MosquittoLogin login;
  SECTION("secret") {
    login.user = kButton;
    login.password = varded.add_client(kButton);
  }
  SECTION("certificate") {
    varded.add_client_by_certificate(kButton);
    login.certificate_file = authority.file("button.crt");
    login.key_file = authority.file("button.key");
  }
  varded.start();
  login.server = varded.url("mqtts");
  login.version = version;
  login.ca_file = authority.file("ca.crt");

  const Ended ended = mosquitto_pub(login, call(1));

  INFO(ended.output);
  CHECK(ended.code == 0);
  CHECK(ListenerLog(varded).from(kButton).size() == 1);
}

TEST_CASE("a client whose certificate is another authority's or nobody's is refused",
          "[listener][tls]") {
  Authority authority;
  Authority another;
  another.issue_client("button", kButton);
  authority.issue_client("stranger", "nordlia/stranger");
  Varded varded("varded", tls_of(authority));
  varded.add_client_by_certificate(kButton);
  varded.start();
  MosquittoLogin login;
  login.server = varded.url("mqtts");
  login.ca_file = authority.file("ca.crt");
  SECTION("another authority's") {
    login.certificate_file = another.file("button.crt");
    login.key_file = another.file("button.key");
  }
  SECTION("of a name that may not connect") {
    login.certificate_file = authority.file("stranger.crt");
    login.key_file = authority.file("stranger.key");
  }
  SECTION("none, where only the certificate opens") { login.user = kButton; }

  MosquittoClient client("mosquitto_pub", login, call(1));

  // The refusal of a certificate comes as a broken connection, after which it tries again.
  CHECK(eventually([&] {
    return client.lines_with("sending CONNECT") == 2 || client.wait(0ms).value_or(0) != 0;
  }));
  CHECK(varded.metric("varde_mqtt_published_total") == 0);
}

TEST_CASE("a server whose certificate does not hold is not told the secret", "[listener][tls]") {
  const Authority authority;
  const Authority another;
  Varded varded("varded", tls_of(authority));
  MosquittoLogin login;
  login.user = kButton;
  login.password = varded.add_client(kButton);
  varded.start();
  login.server = varded.url("mqtts");
  login.ca_file = authority.file("ca.crt");
  SECTION("signed by an authority that is not the client's") {
    login.ca_file = another.file("ca.crt");
  }
  SECTION("made out to another name") {
    login.server.replace(login.server.find("localhost"), 9, "127.0.0.1");
  }

  CHECK(mosquitto_pub(login, call(1)).code != 0);

  CHECK(varded.metric("varde_mqtt_connected") == 0);
  CHECK(varded.metric("varde_mqtt_published_total") == 0);
}

TEST_CASE("Paho speaks TLS and WebSocket over TLS, and verifies the server", "[listener][tls]") {
  const bool mqtt_5 = GENERATE(false, true);
  const std::string scheme = GENERATE("mqtts", "wss");
  CAPTURE(mqtt_5, scheme);
  Authority authority;
  const Authority another;
  authority.issue_client("button", kButton);
  Varded varded("varded", tls_of(authority));
  varded.add_client_by_certificate(kButton);
  varded.start();
  MqttClient::Options options;
  options.server = varded.url(scheme);
  options.mqtt_5 = mqtt_5;
  options.ca_file = authority.file("ca.crt");
  options.certificate_file = authority.file("button.crt");
  options.key_file = authority.file("button.key");

  MqttClient(options).publish(kButtonSignal, help_call(1));

  CHECK(ListenerLog(varded).from(kButton).size() == 1);
  options.ca_file = another.file("ca.crt");
  CHECK_THROWS(MqttClient(options));
}

}  // namespace varde::test
