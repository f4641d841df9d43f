#include <catch2/catch.hpp>

#include "broker/links/mqtt/transport/websocket_upgrade.h"

namespace varde::links::mqtt {
namespace {

// As mosquitto's or mqtt.js's client asks.
UpgradeRequest good() {
  UpgradeRequest request;
  request.target = "/mqtt";
  request.host = "varde.example:8083";
  request.subprotocols = "mqtt";
  request.version = "13";
  request.upgrade = true;
  return request;
}

unsigned status_of(const UpgradeRequest& request, bool loopback = false) {
  const auto refusal = refusal_of(request, "/mqtt", loopback);
  return refusal ? refusal->status : 101;
}

}  // namespace

TEST_CASE("a WebSocket is opened for who asks for MQTT at its path", "[transport][websocket]") {
  UpgradeRequest request = good();
  SECTION("as it is") {}
  SECTION("with a query") { request.target = "/mqtt?token=1"; }
  SECTION("which it offers among others") { request.subprotocols = ",mqttv3.1, mqtt ,x"; }
  CHECK(status_of(request) == 101);
  CHECK(status_of(request, true) == 101);
}

TEST_CASE("a request for something else than MQTT over WebSocket is refused",
          "[transport][websocket]") {
  UpgradeRequest request = good();
  unsigned status = 0;
  SECTION("another path") {
    request.target = GENERATE("/", "", "/mqtt/", "/mqttx", "/MQTT", "*", "http://varde/mqtt");
    status = 404;
  }
  SECTION("a page") {
    request.upgrade = false;
    status = 426;
  }
  SECTION("another version of WebSocket") {
    request.version = GENERATE("", "8", "013");
    status = 426;
  }
  SECTION("no host, or several") {
    request.host = "";
    status = 400;
  }
  SECTION("a body") {
    request.body = true;
    status = 400;
  }
  SECTION("another subprotocol, or none") {
    request.subprotocols = GENERATE("", ",", "mqttv3.1", "MQTT", "xmqtt, mqttx");
    status = 400;
  }
  CHECK(status_of(request) == status);
}

TEST_CASE("a browser's page is let in from where it was loaded only", "[transport][websocket]") {
  struct Case {
    std::string_view host;
    std::string_view origin;
    bool own;
  };
  const Case page = GENERATE(values<Case>({
      {"varde.example:8083", "http://varde.example:8083", true},
      {"varde.example:8083", "https://varde.example:8083", true},
      {"Varde.Example:8083", "http://varde.example:8083", true},
      {"varde.example", "http://varde.example", true},
      {"varde.example:80", "http://varde.example", true},
      {"varde.example:443", "https://varde.example", true},
      {"varde.example", "https://varde.example:443", true},
      {"[2001:db8::1]:8083", "http://[2001:db8::1]:8083", true},
      {"varde.example:8083", "http://varde.example", false},
      {"varde.example:8083", "http://varde.example:8080", false},
      {"varde.example:80", "https://varde.example", false},
      {"varde.example:8083", "http://evil.example", false},
      {"varde.example:8083", "http://varde.example.evil:8083", false},
      {"varde.example:8083", "http://evil.varde.example:8083", false},
      {"varde.example:8083", "http://varde.example:8083/", false},
      {"varde.example:8083", "null", false},
      {"varde.example:8083", "file://", false},
      {"varde.example:8083", "chrome-extension://varde.example:8083", false},
      {"varde.example:8083", "http://", false},
  }));
  CAPTURE(page.host, page.origin);
  UpgradeRequest request = good();
  request.host = page.host;
  request.origin = page.origin;
  CHECK(status_of(request) == (page.own ? 101 : 403));
}

TEST_CASE("over loopback no page is let in whose name only points here", "[transport][websocket]") {
  struct Case {
    std::string_view host;
    std::string_view origin;
    bool here;
  };
  const Case page = GENERATE(values<Case>({
      {"localhost:8083", "http://localhost:8083", true},
      {"LOCALHOST:8083", "http://localhost:8083", true},
      {"127.0.0.1:8083", "http://127.0.0.1:8083", true},
      {"127.0.0.1", "http://127.0.0.1", true},
      {"[::1]:8083", "http://[::1]:8083", true},
      {"varde.example", "https://varde.example", true},  // A proxy on this machine.
      {"evil.example:8083", "http://evil.example:8083", false},
      {"localhost.evil:8083", "http://localhost.evil:8083", false},
      {"127.0.0.1.evil:8083", "http://127.0.0.1.evil:8083", false},
      {"192.168.1.7:8083", "http://192.168.1.7:8083", false},
      {"[::1:8083", "http://[::1:8083", false},
      {"[", "http://[", false},
  }));
  CAPTURE(page.host, page.origin);
  UpgradeRequest request = good();
  request.host = page.host;
  request.origin = page.origin;
  CHECK(status_of(request, true) == (page.here ? 101 : 403));
}

TEST_CASE("a refusal is a whole HTTP answer of one line", "[transport][websocket]") {
  CHECK(answer_of({404, "Not here."}) ==
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: 10\r\nConnection: close\r\n\r\nNot here.\n");
  const std::string upgrade = answer_of({426, "x"});
  CHECK(upgrade.find("\r\nUpgrade: websocket\r\n") != std::string::npos);
  CHECK(upgrade.find("\r\nSec-WebSocket-Version: 13\r\n") != std::string::npos);
  CHECK(upgrade.find("\r\nConnection: close, upgrade\r\n") != std::string::npos);
}

}  // namespace varde::links::mqtt
