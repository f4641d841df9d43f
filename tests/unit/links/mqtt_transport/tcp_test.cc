#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_transport/transport_bench.h"

namespace varde::links::mqtt {
namespace {

struct Bench {
  Loop loop;
  ReadBuffer buffer;
  Sockets sockets = connect(loop.io);
  Served served{loop, make_tcp_transport(std::move(sockets.server), buffer)};
  PlainPeer peer{std::move(sockets.client)};
};

constexpr std::size_t kMore = 16 * 1024 * 1024;  // Than the kernel takes from a writer.

int option(int file, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  REQUIRE(::getsockopt(file, level, name, &value, &size) == 0);
  return value;
}

}  // namespace

TEST_CASE("TCP: what either end writes arrives at the other as it was", "[transport][tcp]") {
  Bench bench;
  REQUIRE(bench.served.opens());
  bench.served.start_reading();
  bench.peer.start_reading();
  const std::string up = long_text(300'000);
  const std::string down = long_text(kMore);

  bench.peer.send(up);
  bench.served.write(down);

  REQUIRE(bench.loop.until([&] { return bench.served.received.size() >= up.size(); }));
  CHECK(bench.served.received == up);
  REQUIRE(bench.loop.until([&] { return bench.peer.received.size() >= down.size(); }));
  CHECK(bench.peer.received == down);
  REQUIRE(bench.loop.until([&] { return bench.served.written.has_value(); }));
  CHECK_FALSE(*bench.served.written);
}

TEST_CASE("TCP: no handler is called from within what it was given to", "[transport][tcp]") {
  Bench bench;
  bench.served.open();
  CHECK_FALSE(bench.served.opened);
  bench.loop.settle();
  REQUIRE(bench.served.opened);
  bench.peer.send("here already");
  bench.loop.settle();

  bench.served.start_reading();
  bench.served.write("a few bytes");
  CHECK(bench.served.received.empty());
  CHECK_FALSE(bench.served.written);

  bench.loop.settle();
  CHECK(bench.served.received == "here already");
  CHECK(bench.served.written == Error());
}

TEST_CASE("TCP: small writes leave at once, and a silent peer is probed", "[transport][tcp]") {
  Loop loop;
  ReadBuffer buffer;
  Sockets sockets = connect(loop.io);
  const int file = ::dup(sockets.server.native_handle());

  const auto transport = make_tcp_transport(std::move(sockets.server), buffer);

  CHECK(option(file, IPPROTO_TCP, TCP_NODELAY) == 1);
  CHECK(option(file, SOL_SOCKET, SO_KEEPALIVE) == 1);
  CHECK(transport->certificate_name().empty());
  ::close(file);
}

TEST_CASE("TCP: the peer's end is told as such", "[transport][tcp]") {
  Bench bench;
  REQUIRE(bench.served.opens());
  bench.served.start_reading();
  bench.peer.send("last words");
  bench.loop.settle();

  bench.peer.hang_up();

  REQUIRE(bench.loop.until([&] { return bench.served.ended.has_value(); }));
  CHECK(bench.served.received == "last words");
  CHECK(bench.served.ended == Error(boost::asio::error::eof));
}

TEST_CASE("TCP: one read buffer serves all connections", "[transport][tcp]") {
  Bench bench;
  Sockets more = connect(bench.loop.io);
  Served other(bench.loop, make_tcp_transport(std::move(more.server), bench.buffer));
  PlainPeer other_peer(std::move(more.client));
  REQUIRE(bench.served.opens());
  REQUIRE(other.opens());
  bench.served.start_reading();
  other.start_reading();
  const std::string mine = long_text(500'000);
  const std::string theirs(500'000, 'x');

  bench.peer.send(mine);
  other_peer.send(theirs);

  REQUIRE(bench.loop.until([&] {
    return bench.served.received.size() == mine.size() && other.received.size() == theirs.size();
  }));
  CHECK(bench.served.received == mine);
  CHECK(other.received == theirs);
}

TEST_CASE("TCP: a write to a peer that reads nothing waits, and goes with its transport",
          "[transport][tcp]") {
  Bench bench;
  REQUIRE(bench.served.opens());
  const std::string much(kMore, 'x');
  const auto held = std::make_shared<int>();
  bool called = false;
  bench.served.transport->write(much, [&called, held](Error) { called = true; });
  bench.served.transport->read([&called, held](Error, std::string_view) { called = true; });
  bench.loop.settle();
  CHECK_FALSE(called);

  bench.served.transport.reset();

  CHECK(held.use_count() == 1);  // What the handlers held is let go at once.
  bench.loop.settle();
  CHECK_FALSE(called);
}

TEST_CASE("TCP: each handler may destroy its transport", "[transport][tcp]") {
  Bench bench;
  auto& transport = bench.served.transport;
  bool called = false;
  const auto destroy = [&] {
    transport.reset();
    called = true;
  };
  SECTION("opened") {
    transport->open([&](Error) { destroy(); });
  }
  SECTION("arrived") {
    REQUIRE(bench.served.opens());
    bench.served.write("something under way");
    transport->read([&](Error, std::string_view bytes) {
      destroy();
      CHECK(bytes == "knock");
    });
    bench.peer.send("knock");
  }
  SECTION("written") {
    REQUIRE(bench.served.opens());
    bench.served.start_reading();
    transport->write("hello", [&](Error) { destroy(); });
  }
  REQUIRE(bench.loop.until([&] { return called; }));
  bench.peer.start_reading();
  CHECK(bench.loop.until([&] { return bench.peer.ended.has_value(); }));
}

TEST_CASE("TCP: a transport destroyed by what its handlers hold", "[transport][tcp]") {
  Bench bench;
  // As an owner that lives for as long as its handlers do.
  struct Owner {
    std::unique_ptr<Transport> transport;
  };
  auto owner = std::make_shared<Owner>();
  owner->transport = std::move(bench.served.transport);
  const std::weak_ptr<Owner> watch = owner;
  owner->transport->open([](Error) {});
  bench.loop.settle();
  owner->transport->read([owner](Error, std::string_view) {});
  Transport& transport = *owner->transport;
  owner.reset();
  REQUIRE_FALSE(watch.expired());

  transport.close();

  CHECK(watch.expired());
  bench.loop.settle();
}

TEST_CASE("TCP: what was written before the end arrives though the peer was not heard out",
          "[transport][tcp]") {
  Bench bench;
  REQUIRE(bench.served.opens());
  bench.peer.send(long_text(20'000));
  bench.loop.settle();
  REQUIRE(bench.served.writes("goodbye"));

  bench.served.transport->close();
  bench.peer.start_reading();

  REQUIRE(bench.loop.until([&] { return bench.peer.ended.has_value(); }));
  CHECK(bench.peer.received == "goodbye");
  CHECK(bench.peer.ended == Error(boost::asio::error::eof));
}

TEST_CASE("TCP: after close nobody is called, and nothing more is asked", "[transport][tcp]") {
  Bench bench;
  REQUIRE(bench.served.opens());
  bench.served.start_reading();
  bench.served.write("on its way");

  bench.served.transport->close();
  bench.served.transport->close();
  bench.served.transport->read([](Error, std::string_view) { FAIL(); });
  bench.served.transport->write("more", [](Error) { FAIL(); });

  bench.loop.settle();
  CHECK_FALSE(bench.served.written);
  CHECK_FALSE(bench.served.ended);
}

}  // namespace varde::links::mqtt
