// MQTT over WebSocket, seen from a client that makes its frames by hand: it can break every rule.
#include <catch2/catch.hpp>

#include "broker/links/mqtt/transport/tls_context.h"
#include "tests/unit/links/mqtt_transport/transport_bench.h"

namespace varde::links::mqtt {
namespace {

constexpr std::size_t kLargest = 100'000;

// RFC 6455 section 1.3: this key has this answer.
constexpr std::string_view kAnswer = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

std::string request(std::string_view path = "/mqtt", std::string_view more = "") {
  std::string text = "GET ";
  text.append(path).append(
      " HTTP/1.1\r\nHost: localhost:8083\r\nConnection: keep-alive, Upgrade\r\n"
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Protocol: mqttv3.1, mqtt\r\n");
  return text.append(more).append("\r\n");
}

enum Opcode : unsigned {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10
};

char byte(std::size_t value) { return static_cast<char>(value & 0xFF); }

// A client's frame, masked.
std::string frame(unsigned opcode, std::string_view payload, bool last = true) {
  constexpr std::string_view kMask = "\x12\x34\x56\x78";
  std::string text(1, byte(opcode | (last ? 0x80U : 0U)));
  if (payload.size() < 126) {
    text += byte(payload.size() | 0x80U);
  } else {
    const bool wide = payload.size() > 0xFFFF;
    text += byte((wide ? 127U : 126U) | 0x80U);
    for (int shift = wide ? 56 : 8; shift >= 0; shift -= 8) text += byte(payload.size() >> shift);
  }
  text += kMask;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    text += static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
  }
  return text;
}

struct Frame {
  unsigned opcode = 0;
  std::string payload;
};

// The server's frames, unmasked and whole, after the head of its answer.
std::vector<Frame> frames_in(const std::string& received) {
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      value = value << 8U | static_cast<unsigned char>(received[at + i]);
    }
    return value;
  };
  std::vector<Frame> frames;
  std::size_t at = received.find("\r\n\r\n") + 4;
  while (at + 2 <= received.size()) {
    CHECK(number(at, 1) >= 0x80);  // Not cut in fragments.
    const unsigned opcode = static_cast<unsigned>(number(at, 1) & 0x0F);
    std::size_t length = number(at + 1, 1);
    at += 2;
    const std::size_t wide = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (wide != 0) length = number(at, wide);
    at += wide;
    if (at + length > received.size()) break;
    frames.push_back({opcode, received.substr(at, length)});
    at += length;
  }
  return frames;
}

// The close frame's code; none: 0.
unsigned close_code_in(const std::string& received) {
  for (const Frame& each : frames_in(received)) {
    if (each.opcode != kClose || each.payload.size() < 2) continue;
    return static_cast<unsigned>(static_cast<unsigned char>(each.payload[0])) << 8U |
           static_cast<unsigned char>(each.payload[1]);
  }
  return 0;
}

struct Bench {
  Bench() { peer.start_reading(); }

  // Sends `text` and waits for what comes of it.
  bool asks(const std::string& text) {
    served.open();
    peer.send(text);
    return loop.until([this] { return served.opened.has_value(); });
  }
  bool upgrades() { return asks(request()) && !*served.opened; }
  // Upgraded, and reading.
  void begin() {
    REQUIRE(upgrades());
    served.start_reading();
  }
  bool ends() {
    return loop.until([this] { return peer.ended.has_value(); });
  }

  Loop loop;
  Sockets sockets = connect(loop.io);
  Served served{loop, make_websocket_transport(std::move(sockets.server), nullptr, kLargest)};
  PlainPeer peer{std::move(sockets.client)};
};

}  // namespace

TEST_CASE("WebSocket: the subprotocol mqtt is agreed on", "[transport][websocket]") {
  Bench bench;

  REQUIRE(bench.upgrades());

  REQUIRE(
      bench.loop.until([&] { return bench.peer.received.find("\r\n\r\n") != std::string::npos; }));
  CHECK(bench.peer.received.starts_with("HTTP/1.1 101 "));
  CHECK(bench.peer.received.find("\r\nSec-WebSocket-Protocol: mqtt\r\n") != std::string::npos);
  CHECK(bench.peer.received.find(kAnswer) != std::string::npos);
  CHECK(bench.served.transport->certificate_name().empty());
}

TEST_CASE("WebSocket: frames are a stream of bytes, however they were cut",
          "[transport][websocket]") {
  const bool byte_by_byte = GENERATE(false, true);
  Bench bench;
  bench.begin();
  const std::string large = long_text(70'000);
  std::string sent;
  SECTION("one after the other, some empty") {
    sent = frame(kBinary, "one ") + frame(kBinary, "") + frame(kBinary, "two ") +
           frame(kBinary, large);
  }
  SECTION("in fragments, with a ping between them") {
    sent = frame(kBinary, "on", false) + frame(kPing, "?") + frame(kContinuation, "", false) +
           frame(kContinuation, "e two ", false) + frame(kContinuation, large, true);
  }

  if (byte_by_byte) {
    for (std::size_t i = 0; i < 40; ++i) {
      bench.peer.send(sent.substr(i, 1));
      bench.loop.settle();
    }
    sent.erase(0, 40);
  }
  bench.peer.send(sent);

  const std::string wanted = "one two " + large;
  REQUIRE(bench.loop.until([&] { return bench.served.received.size() >= wanted.size(); }));
  CHECK(bench.served.received == wanted);
}

TEST_CASE("WebSocket: a write is one binary frame", "[transport][websocket]") {
  Bench bench;
  bench.begin();
  const std::string large = long_text(3'000'000);

  REQUIRE(bench.served.writes("small"));
  REQUIRE(bench.served.writes(large));

  REQUIRE(bench.loop.until([&] { return frames_in(bench.peer.received).size() == 2; }));
  const auto frames = frames_in(bench.peer.received);
  CHECK(frames[0].opcode == kBinary);
  CHECK(frames[0].payload == "small");
  CHECK(frames[1].opcode == kBinary);
  CHECK(frames[1].payload == large);
}

TEST_CASE("WebSocket: frames that came with the request are heard", "[transport][websocket]") {
  Bench bench;
  const std::string large = long_text(90'000);

  REQUIRE(bench.asks(request() + frame(kBinary, large)));
  bench.served.start_reading();

  REQUIRE(bench.loop.until([&] { return bench.served.received.size() >= large.size(); }));
  CHECK(bench.served.received == large);
}

TEST_CASE("WebSocket: a request may come in pieces", "[transport][websocket]") {
  Bench bench;
  bench.served.open();
  for (const char letter : request()) {
    bench.peer.send(std::string(1, letter));
    bench.loop.settle();
  }
  CHECK(bench.served.opened == Error());
}

TEST_CASE("WebSocket: a ping is answered while nobody speaks", "[transport][websocket]") {
  Bench bench;
  bench.begin();

  bench.peer.send(frame(kPing, "still there?"));

  REQUIRE(bench.loop.until([&] { return frames_in(bench.peer.received).size() == 1; }));
  CHECK(frames_in(bench.peer.received)[0].opcode == kPong);
  CHECK(frames_in(bench.peer.received)[0].payload == "still there?");
  CHECK(bench.served.received.empty());
}

TEST_CASE("WebSocket: no handler is called from within what it was given to",
          "[transport][websocket]") {
  Bench bench;
  bench.served.open();
  CHECK_FALSE(bench.served.opened);
  bench.peer.send(request() + frame(kBinary, "here already"));
  REQUIRE(bench.loop.until([&] { return bench.served.opened.has_value(); }));
  bench.served.start_reading();
  CHECK(bench.served.received.empty());
  bench.served.write("a few bytes");
  CHECK_FALSE(bench.served.written);

  bench.loop.settle();
  CHECK(bench.served.received == "here already");
  CHECK(bench.served.written == Error());
}

TEST_CASE("WebSocket: other requests get an HTTP error and one line", "[transport][websocket]") {
  std::string asked;
  std::string status;
  SECTION("another path") {
    asked = request("/");
    status = "404";
  }
  SECTION("a page") {
    asked = "GET /mqtt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    status = "426";
  }
  SECTION("by another method") {
    asked = request();
    asked.replace(0, 3, "PUT");
    status = "426";
  }
  SECTION("another subprotocol") {
    asked = request();
    asked.erase(asked.find(", mqtt\r\n"), 6);
    status = "400";
  }
  SECTION("another's page") {
    asked = request("/mqtt", "Origin: http://evil.example\r\n");
    status = "403";
  }
  SECTION("pages of two origins, and one's own among them") {
    asked = request("/mqtt", "Origin: http://localhost:8083\r\nOrigin: http://evil.example\r\n");
    status = "403";
  }
  SECTION("a page whose name only points here") {
    asked = request("/mqtt", "Origin: http://evil.example:8083\r\n");
    asked.replace(asked.find("localhost:8083"), 14, "evil.example:8083");
    status = "403";
  }
  SECTION("two hosts") {
    asked = request("/mqtt", "Host: evil.example\r\n");
    status = "400";
  }
  SECTION("a body") {
    asked = request("/mqtt", "Content-Length: 5\r\n") + "hello";
    status = "400";
  }
  SECTION("no HTTP, however long it lasts") {
    asked = std::string("\x10\x0c\x00\x04MQTT\x05\x02\x00\x3c", 12);
    status = "400";
  }
  SECTION("HTTP as nobody speaks it") {
    asked = "GET\r\n\r\n";
    status = "400";
  }
  SECTION("a head that is too large") {
    asked = request("/mqtt", "X: " + std::string(8 * 1024, 'x') + "\r\n");
    status = "431";
  }
  SECTION("a head that never ends") {
    asked = "GET /" + std::string(8 * 1024, 'x');
    status = "431";
  }
  Bench bench;

  REQUIRE(bench.asks(asked));

  CHECK(*bench.served.opened);
  REQUIRE(bench.ends());
  CHECK(bench.peer.ended == Error(boost::asio::error::eof));
  INFO(bench.peer.received);
  CHECK(bench.peer.received.starts_with("HTTP/1.1 " + status + " "));
  const std::string text = bench.peer.received.substr(bench.peer.received.find("\r\n\r\n") + 4);
  CHECK(text.find('\n') == text.size() - 1);
}

TEST_CASE("WebSocket: its own page and its own path are let in", "[transport][websocket]") {
  Loop loop;
  Sockets sockets = connect(loop.io);
  Served served(loop, make_websocket_transport(std::move(sockets.server), nullptr, kLargest, "/"));
  PlainPeer peer(std::move(sockets.client));
  served.open();

  peer.send(request("/", "Origin: http://localhost:8083\r\n"));

  REQUIRE(loop.until([&] { return served.opened.has_value(); }));
  CHECK_FALSE(*served.opened);
}

TEST_CASE("WebSocket: a head of 8 KiB is just small enough", "[transport][websocket]") {
  const std::size_t over = GENERATE(0U, 1U);
  const std::string head = request("/mqtt", "X: \r\n");
  std::string padded =
      request("/mqtt", "X: " + std::string(8192 - head.size() + over, 'x') + "\r\n");
  REQUIRE(padded.size() == 8192 + over);
  Bench bench;

  REQUIRE(bench.asks(padded));

  CHECK(bench.served.opened->failed() == (over != 0));
}

TEST_CASE("WebSocket: text is not MQTT, and ends the connection", "[transport][websocket]") {
  Bench bench;
  bench.begin();

  bench.peer.send(frame(kText, GENERATE("{}", "")) + frame(kBinary, "more"));

  REQUIRE(bench.loop.until([&] { return bench.served.ended.has_value(); }));
  CHECK(bench.served.received.empty());
  REQUIRE(bench.ends());
  CHECK(close_code_in(bench.peer.received) == 1003);
}

TEST_CASE("WebSocket: a message larger than the limit ends the connection",
          "[transport][websocket]") {
  const std::string half(kLargest / 2, 'x');
  Bench bench;
  bench.begin();
  SECTION("in one frame, whose length alone is enough") {
    bench.peer.send(frame(kBinary, half + half + "x").substr(0, 20));
  }
  SECTION("in fragments") {
    bench.peer.send(frame(kBinary, half, false) + frame(kContinuation, half, false) +
                    frame(kContinuation, "x", true));
  }

  REQUIRE(bench.loop.until([&] { return bench.served.ended.has_value(); }));
  REQUIRE(bench.ends());
  CHECK(close_code_in(bench.peer.received) == 1009);
}

TEST_CASE("WebSocket: a message of just the limit is heard", "[transport][websocket]") {
  Bench bench;
  bench.begin();
  bench.peer.send(frame(kBinary, long_text(kLargest)));
  CHECK(bench.loop.until([&] { return bench.served.received.size() == kLargest; }));
}

TEST_CASE("WebSocket: broken frames end the connection", "[transport][websocket]") {
  std::string broken;
  SECTION("not masked") { broken = std::string("\x82\x01x", 3); }
  SECTION("a continuation of nothing") { broken = frame(kContinuation, "x"); }
  SECTION("an unknown opcode") { broken = frame(3, "x"); }
  SECTION("a ping that is too long") { broken = frame(kPing, std::string(126, 'x')); }
  Bench bench;
  bench.begin();

  bench.peer.send(broken);

  REQUIRE(bench.loop.until([&] { return bench.served.ended.has_value(); }));
  REQUIRE(bench.ends());
  CHECK(close_code_in(bench.peer.received) == 1002);
}

TEST_CASE("WebSocket: close says goodbye", "[transport][websocket]") {
  Bench bench;
  bench.begin();
  REQUIRE(bench.served.writes("last words"));

  bench.served.transport->close();

  REQUIRE(bench.ends());
  CHECK(bench.peer.ended == Error(boost::asio::error::eof));
  CHECK(frames_in(bench.peer.received)[0].payload == "last words");
  CHECK(close_code_in(bench.peer.received) == 1000);
  CHECK_FALSE(bench.served.ended);
}

TEST_CASE("WebSocket: the peer's goodbye is answered, and told as its end",
          "[transport][websocket]") {
  Bench bench;
  bench.begin();

  bench.peer.send(frame(kClose, "\x03\xE9"));

  REQUIRE(bench.loop.until([&] { return bench.served.ended.has_value(); }));
  CHECK(bench.served.ended == Error(boost::asio::error::eof));
  REQUIRE(bench.ends());
  CHECK(close_code_in(bench.peer.received) == 1001);
}

TEST_CASE("WebSocket: a peer that vanishes", "[transport][websocket]") {
  Bench bench;
  SECTION("in the middle of its request") {
    bench.served.open();
    bench.peer.send("GET /mqtt HTTP/1.1\r\nHost: loc");
    bench.loop.settle();
    REQUIRE_FALSE(bench.served.opened);
    bench.peer.hang_up();
    REQUIRE(bench.loop.until([&] { return bench.served.opened.has_value(); }));
    CHECK(*bench.served.opened);
  }
  SECTION("in the middle of a frame") {
    bench.begin();
    bench.peer.send(frame(kBinary, "whole") + frame(kBinary, "cut off").substr(0, 8));
    REQUIRE(bench.loop.until([&] { return bench.served.received.size() > 5; }));
    bench.peer.hang_up();
    REQUIRE(bench.loop.until([&] { return bench.served.ended.has_value(); }));
    CHECK(*bench.served.ended);
  }
}

TEST_CASE("WebSocket: a transport may be destroyed at any moment", "[transport][websocket]") {
  const bool politely = GENERATE(false, true);
  Bench bench;
  const auto held = std::make_shared<int>();
  auto& transport = bench.served.transport;
  const std::string much(16 * 1024 * 1024, 'x');
  bool called = false;
  const auto note = [&called, held](auto...) { called = true; };
  SECTION("before it is open") { transport->open(note); }
  SECTION("in the middle of the request") {
    transport->open(note);
    bench.peer.send("GET /mqtt HTTP/1.1\r\n");
    bench.loop.settle();
  }
  SECTION("while it reads and writes") {
    REQUIRE(bench.upgrades());
    bench.peer.socket().cancel();  // It reads no more.
    bench.loop.settle();
    transport->write(much, note);
    transport->read(note);
    bench.loop.settle();
    bench.peer.send(frame(kPing, "?"));  // Cannot be answered now.
    bench.loop.settle();
  }
  CHECK_FALSE(called);

  if (politely) transport->close();
  transport.reset();

  CHECK(held.use_count() == 2);  // Here and in `note`.
  bench.loop.settle();
  CHECK_FALSE(called);
}

TEST_CASE("WebSocket: each handler may destroy its transport", "[transport][websocket]") {
  Bench bench;
  auto& transport = bench.served.transport;
  bool called = false;
  const auto destroy = [&](auto...) {
    transport.reset();
    called = true;
  };
  SECTION("opened") {
    transport->open(destroy);
    bench.peer.send(request());
  }
  SECTION("opened, badly") {
    transport->open(destroy);
    bench.peer.send(request("/"));
  }
  SECTION("arrived") {
    REQUIRE(bench.upgrades());
    bench.served.write("something under way");
    transport->read(destroy);
    bench.peer.send(frame(kBinary, "knock") + frame(kBinary, "knock"));
  }
  SECTION("arrived, badly") {
    REQUIRE(bench.upgrades());
    transport->read(destroy);
    bench.peer.send(frame(kText, "knock"));
  }
  SECTION("written") {
    REQUIRE(bench.upgrades());
    bench.served.start_reading();
    transport->write("hello", destroy);
  }
  REQUIRE(bench.loop.until([&] { return called; }));
  CHECK(bench.ends());
  bench.loop.settle();
}

TEST_CASE("WebSocket over TLS: the same, with a certificate's name",
          "[transport][websocket][tls]") {
  const test::Authority authority;
  const auto server = make_tls_context(
      {authority.file("server.crt"), authority.file("server.key"), authority.file("ca.crt"), true});
  const auto client = device_tls(authority, "client");
  Loop loop;
  Sockets sockets = connect(loop.io);
  Served served(loop, make_websocket_transport(std::move(sockets.server), server.get(), kLargest));
  TlsPeer peer(std::move(sockets.client), *client);
  served.open();
  peer.handshake();
  REQUIRE(loop.until([&] { return peer.shaken.has_value(); }));
  REQUIRE_FALSE(*peer.shaken);
  peer.start_reading();
  peer.send(request());
  REQUIRE(loop.until([&] { return served.opened.has_value(); }));
  REQUIRE_FALSE(*served.opened);
  served.start_reading();
  const std::string large = long_text(90'000);

  peer.send(frame(kBinary, "cut ", false));
  peer.send(frame(kContinuation, large, true));
  REQUIRE(served.writes(large));

  CHECK(served.transport->certificate_name() == "varde");
  REQUIRE(loop.until([&] { return served.received.size() >= large.size() + 4; }));
  CHECK(served.received == "cut " + large);
  REQUIRE(loop.until([&] { return frames_in(peer.received).size() == 1; }));
  CHECK(frames_in(peer.received)[0].payload == large);

  served.transport->close();
  REQUIRE(loop.until([&] { return peer.ended.has_value(); }));
  CHECK(close_code_in(peer.received) == 1000);
  CHECK(peer.ended == Error(boost::asio::error::eof));
}

}  // namespace varde::links::mqtt
