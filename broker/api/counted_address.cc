#include "broker/api/counted_address.h"

#include <algorithm>

namespace varde::api {
namespace {

constexpr std::ptrdiff_t kNetworkBytes = 8;  // /64.

}  // namespace

std::string counted_address(const boost::asio::ip::address& peer) {
  namespace ip = boost::asio::ip;
  if (peer.is_v4() || peer.is_loopback()) return peer.to_string();
  if (peer.to_v6().is_v4_mapped()) {
    return ip::make_address_v4(ip::v4_mapped, peer.to_v6()).to_string();
  }
  auto bytes = peer.to_v6().to_bytes();
  std::fill(bytes.begin() + kNetworkBytes, bytes.end(), ip::address_v6::bytes_type::value_type{0});
  return ip::address_v6(bytes).to_string();
}

}  // namespace varde::api
