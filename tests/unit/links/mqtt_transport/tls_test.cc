#include <openssl/ssl.h>

#include <catch2/catch.hpp>

#include "broker/links/mqtt/transport/tls_context.h"
#include "tests/unit/links/mqtt_transport/transport_bench.h"

namespace varde::links::mqtt {
namespace {

using ClientContext = std::unique_ptr<boost::asio::ssl::context>;

// Made once: nothing that a test does changes it.
const test::Authority& authority() {
  static test::Authority made;
  static const bool kIssued = [] {
    made.issue_client("sensor", "Bj\u00f8rn's door/1");
    made.issue_client("nameless", "");
    made.issue_client("nul", std::string_view("admin\0.example", 14));
    return true;
  }();
  static_cast<void>(kIssued);
  return made;
}

enum class Certificates { None, Optional, Required };

ServerTls options_for(Certificates certificates) {
  ServerTls options{authority().file("server.crt"), authority().file("server.key"), {}, false};
  if (certificates != Certificates::None) options.client_ca = authority().file("ca.crt");
  options.require_certificate = certificates == Certificates::Required;
  return options;
}

struct Bench {
  explicit Bench(Certificates certificates = Certificates::None, ClientContext device = nullptr)
      : server(make_tls_context(options_for(certificates))),
        client(device != nullptr ? std::move(device) : device_tls(authority())) {}

  // True if both ends find the handshake good.
  bool shakes_hands() {
    served.open();
    peer.handshake();
    return loop.until([&] { return served.opened && peer.shaken; }) && !*served.opened &&
           !*peer.shaken;
  }

  Loop loop;
  std::unique_ptr<boost::asio::ssl::context> server;
  ClientContext client;
  Sockets sockets = connect(loop.io);
  Served served{loop, make_tls_transport(std::move(sockets.server), *server)};
  TlsPeer peer{std::move(sockets.client), *client};
};

// The same with a peer that speaks no TLS.
struct PlainBench {
  Loop loop;
  std::unique_ptr<boost::asio::ssl::context> server =
      make_tls_context(options_for(Certificates::None));
  Sockets sockets = connect(loop.io);
  Served served{loop, make_tls_transport(std::move(sockets.server), *server)};
  PlainPeer peer{std::move(sockets.client)};
};

ClientContext limited_to(int version) {
  ClientContext tls = device_tls(authority());
  SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(tls->native_handle(), version);
  SSL_CTX_set_cipher_list(tls->native_handle(), "ALL:@SECLEVEL=0");
  return tls;
}

}  // namespace

TEST_CASE("TLS: what either end writes arrives at the other as it was", "[transport][tls]") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CAPTURE(version);
  Bench bench(Certificates::None, limited_to(version));
  REQUIRE(bench.shakes_hands());
  REQUIRE(SSL_version(bench.peer.ssl()) == version);
  bench.served.start_reading();
  bench.peer.start_reading();
  const std::string up = long_text(300'000);
  const std::string down = long_text(16 * 1024 * 1024);

  bench.peer.send(up);
  bench.served.write(down);

  REQUIRE(bench.loop.until([&] { return bench.served.received.size() >= up.size(); }));
  CHECK(bench.served.received == up);
  REQUIRE(bench.loop.until([&] { return bench.peer.received.size() >= down.size(); }));
  CHECK(bench.peer.received == down);
  REQUIRE(bench.loop.until([&] { return bench.served.written.has_value(); }));
  CHECK_FALSE(*bench.served.written);
  CHECK(bench.served.transport->certificate_name().empty());
}

TEST_CASE("TLS: records that came together are all read, and none twice", "[transport][tls]") {
  Bench bench;
  REQUIRE(bench.shakes_hands());
  for (int i = 0; i < 20; ++i) bench.peer.send(std::to_string(i) + ";");
  bench.loop.settle();

  bench.served.start_reading();

  CHECK(bench.loop.until([&] {
    return bench.served.received == "0;1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;";
  }));
}

TEST_CASE("TLS: no handler is called from within what it was given to", "[transport][tls]") {
  Bench bench;
  REQUIRE(bench.shakes_hands());
  bench.peer.send("first");
  bench.peer.send("second");
  bench.loop.settle();

  // The second record is in OpenSSL's hands when it is asked for.
  bool within = false;
  std::string second;
  bench.served.transport->read([&](Error, std::string_view) {
    within = true;
    bench.served.transport->read([&](Error, std::string_view bytes) {
      CHECK_FALSE(within);
      second = bytes;
    });
    within = false;
  });

  CHECK(bench.loop.until([&] { return second == "second"; }));
  bench.served.write("a few bytes");
  CHECK_FALSE(bench.served.written);
  CHECK(bench.loop.until([&] { return bench.served.written.has_value(); }));
}

TEST_CASE("TLS: nothing older than 1.2 is spoken", "[transport][tls]") {
  Bench bench(Certificates::None, limited_to(TLS1_1_VERSION));

  CHECK_FALSE(bench.shakes_hands());

  CHECK(*bench.served.opened);
  CHECK(*bench.peer.shaken);
}

TEST_CASE("TLS: a verified client certificate tells its common name", "[transport][tls]") {
  const auto [certificate, name] = GENERATE(table<std::string, std::string>({
      {"client", "varde"},
      {"sensor", "Bj\u00f8rn's door/1"},
      {"nameless", ""},
      {"nul", ""},
      {"", ""},
  }));
  CAPTURE(certificate);
  Bench bench(Certificates::Optional, device_tls(authority(), certificate));

  REQUIRE(bench.shakes_hands());

  CHECK(bench.served.transport->certificate_name() == name);
}

TEST_CASE("TLS: a certificate that was not asked for names nobody", "[transport][tls]") {
  Bench bench(Certificates::None, device_tls(authority(), "client"));

  REQUIRE(bench.shakes_hands());

  CHECK(bench.served.transport->certificate_name().empty());
}

TEST_CASE("TLS: a certificate of another authority is refused, and the device is told",
          "[transport][tls]") {
  const auto certificates = GENERATE(Certificates::Optional, Certificates::Required);
  const test::Authority another;
  ClientContext device = device_tls(authority());
  device->use_certificate_chain_file(another.file("client.crt"));
  device->use_private_key_file(another.file("client.key"), boost::asio::ssl::context::pem);
  Bench bench(certificates, std::move(device));
  bench.served.open();
  bench.peer.handshake();
  REQUIRE(bench.loop.until([&] { return bench.served.opened && bench.peer.shaken; }));
  // With TLS 1.3 the device has finished before it is judged, and may have spoken.
  bench.peer.send("CONNECT");
  bench.peer.start_reading();

  CHECK(*bench.served.opened);
  CHECK(bench.served.transport->certificate_name().empty());
  REQUIRE(bench.loop.until([&] { return bench.peer.ended.has_value(); }));
  CHECK(ERR_GET_REASON(static_cast<unsigned long>(bench.peer.ended->value())) ==
        SSL_R_TLSV1_ALERT_UNKNOWN_CA);
}

TEST_CASE("TLS: where a certificate is required none is not enough", "[transport][tls]") {
  Bench bench(Certificates::Required);
  bench.served.open();
  bench.peer.handshake();
  REQUIRE(bench.loop.until([&] { return bench.served.opened && bench.peer.shaken; }));
  bench.peer.start_reading();

  CHECK(*bench.served.opened);
  CHECK(bench.loop.until([&] { return bench.peer.ended.has_value(); }));

  Bench with(Certificates::Required, device_tls(authority(), "client"));
  CHECK(with.shakes_hands());
}

TEST_CASE("TLS: a resumed session is still that of its certificate", "[transport][tls]") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CAPTURE(version);
  ClientContext device = device_tls(authority(), "client");
  SSL_CTX_set_max_proto_version(device->native_handle(), version);
  Bench bench(Certificates::Required, std::move(device));
  REQUIRE(bench.shakes_hands());
  REQUIRE(bench.served.writes("the ticket comes before this"));
  bench.peer.start_reading();
  REQUIRE(bench.loop.until([&] { return !bench.peer.received.empty(); }));
  SSL_SESSION* const session = SSL_get1_session(bench.peer.ssl());

  Sockets sockets = connect(bench.loop.io);
  Served served(bench.loop, make_tls_transport(std::move(sockets.server), *bench.server));
  TlsPeer peer(std::move(sockets.client), *bench.client);
  SSL_set_session(peer.ssl(), session);
  SSL_SESSION_free(session);
  served.open();
  peer.handshake();
  REQUIRE(bench.loop.until([&] { return served.opened && peer.shaken; }));

  CHECK_FALSE(*served.opened);
  CHECK(SSL_session_reused(peer.ssl()) == 1);
  CHECK(served.transport->certificate_name() == "varde");
}

TEST_CASE("TLS: who speaks something else is refused", "[transport][tls]") {
  PlainBench bench;
  bench.served.open();

  bench.peer.send("GET / HTTP/1.1\r\n\r\n");

  REQUIRE(bench.loop.until([&] { return bench.served.opened.has_value(); }));
  CHECK(*bench.served.opened);
}

TEST_CASE("TLS: a peer that vanishes in the middle of the handshake", "[transport][tls]") {
  PlainBench bench;
  bench.served.open();
  const std::string beginning("\x16\x03\x01\x02\x00\x01", 6);  // Of a ClientHello of 512 bytes.
  bench.peer.send(beginning);
  bench.loop.settle();
  REQUIRE_FALSE(bench.served.opened);

  SECTION("it hangs up") {
    bench.peer.hang_up();
    REQUIRE(bench.loop.until([&] { return bench.served.opened.has_value(); }));
    CHECK(bench.served.opened == Error(boost::asio::error::eof));
  }
  SECTION("it stays silent, and the owner has waited long enough") {
    bench.served.transport.reset();
    bench.loop.settle();
    CHECK_FALSE(bench.served.opened);
    bench.peer.start_reading();
    CHECK(bench.loop.until([&] { return bench.peer.ended.has_value(); }));
  }
  SECTION("it stays silent, and is told goodbye") {
    bench.served.transport->close();
    bench.loop.settle();
    CHECK_FALSE(bench.served.opened);
  }
}

TEST_CASE("TLS: the peer's end is told as such, with its goodbye or without", "[transport][tls]") {
  Bench bench;
  REQUIRE(bench.shakes_hands());
  bench.served.start_reading();
  bench.peer.send("last words");
  bench.loop.settle();

  SECTION("with") { bench.peer.say_goodbye(); }
  SECTION("without") {
    bench.peer.start_reading();  // With the ticket unread it would be a reset.
    bench.loop.settle();
    bench.peer.hang_up();
  }

  REQUIRE(bench.loop.until([&] { return bench.served.ended.has_value(); }));
  CHECK(bench.served.received == "last words");
  CHECK(bench.served.ended == Error(boost::asio::error::eof));
}

TEST_CASE("TLS: close says goodbye, though the peer was not heard out", "[transport][tls]") {
  Bench bench;
  REQUIRE(bench.shakes_hands());
  bench.peer.send(long_text(20'000));
  bench.loop.settle();
  REQUIRE(bench.served.writes("goodbye"));

  bench.served.transport->close();
  bench.peer.start_reading();

  REQUIRE(bench.loop.until([&] { return bench.peer.ended.has_value(); }));
  CHECK(bench.peer.received == "goodbye");
  CHECK(bench.peer.ended == Error(boost::asio::error::eof));  // Not cut off: stream_truncated.
}

TEST_CASE("TLS: what is written to a peer that is gone fails, and no signal is raised",
          "[transport][tls]") {
  Bench bench;
  REQUIRE(bench.shakes_hands());
  bench.peer.hang_up();

  bool failed = false;
  for (int i = 0; i < 100 && !failed; ++i) failed = !bench.served.writes("are you there?");

  CHECK(failed);
}

TEST_CASE("TLS: a write to a peer that reads nothing waits, and goes with its transport",
          "[transport][tls]") {
  Bench bench;
  REQUIRE(bench.shakes_hands());
  const std::string much(16 * 1024 * 1024, 'x');
  const auto held = std::make_shared<int>();
  bool called = false;
  bench.served.transport->write(much, [&called, held](Error) { called = true; });
  bench.served.transport->read([&called, held](Error, std::string_view) { called = true; });
  bench.loop.settle();
  CHECK_FALSE(called);

  SECTION("destroyed") { bench.served.transport.reset(); }
  SECTION("closed") { bench.served.transport->close(); }

  CHECK(held.use_count() == 1);
  bench.loop.settle();
  CHECK_FALSE(called);
}

TEST_CASE("TLS: each handler may destroy its transport", "[transport][tls]") {
  Bench bench;
  auto& transport = bench.served.transport;
  bool called = false;
  const auto destroy = [&] {
    transport.reset();
    called = true;
  };
  SECTION("opened") {
    transport->open([&](Error) { destroy(); });
    bench.peer.handshake();
  }
  SECTION("arrived") {
    REQUIRE(bench.shakes_hands());
    transport->read([&](Error, std::string_view bytes) {
      destroy();
      CHECK(bytes == "knock");
    });
    bench.peer.send("knock");
  }
  SECTION("written") {
    REQUIRE(bench.shakes_hands());
    bench.served.start_reading();
    transport->write("hello", [&](Error) { destroy(); });
  }
  REQUIRE(bench.loop.until([&] { return called; }));
  bench.loop.settle();
}

}  // namespace varde::links::mqtt
