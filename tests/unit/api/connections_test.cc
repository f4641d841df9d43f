// Who is counted as whom, and how many there may be.
#include "broker/api/connections.h"

#include <catch2/catch.hpp>
#include <limits>

#include "broker/api/counted_address.h"
#include "broker/api/open_files.h"

namespace varde::test {
namespace {

std::string counted(const std::string& address) {
  return api::counted_address(boost::asio::ip::make_address(address));
}

TEST_CASE("a host is counted once, whatever it makes of its addresses", "[api]") {
  CHECK(counted("10.1.2.3") == "10.1.2.3");
  CHECK(counted("::ffff:10.1.2.3") == "10.1.2.3");
  CHECK(counted("2001:db8:1:2::7") == counted("2001:db8:1:2:aaaa:bbbb:cccc:dddd"));
  CHECK(counted("2001:db8:1:2::7") != counted("2001:db8:1:3::7"));
  CHECK(counted("10.1.2.3") != counted("10.1.2.4"));
}

TEST_CASE("this machine is told as this machine", "[api]") {
  const std::string address = GENERATE(as<std::string>(), "127.0.0.1", "::1", "::ffff:127.0.0.1");

  CHECK(boost::asio::ip::make_address(counted(address)).is_loopback());
}

TEST_CASE("connections leave files for the rest of the broker", "[api]") {
  CHECK(api::room_for_connections(4'096) == 3'328);
  CHECK(api::room_for_connections(1'024) == 256);
  CHECK(api::room_for_connections(std::numeric_limits<std::size_t>::max()) > 1'000'000);
}

TEST_CASE("some connections are taken however few files are allowed", "[api]") {
  CHECK(api::room_for_connections(832) == 64);
  CHECK(api::room_for_connections(831) == 64);
  CHECK(api::room_for_connections(0) == 64);
}

}  // namespace
}  // namespace varde::test
