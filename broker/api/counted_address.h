// Whom connections and wrong passwords are counted by.
// Thread safety: pure functions.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>

namespace varde::api {

// A host has one IPv4 address, whichever family its packets are wrapped in; of IPv6 it has a whole
// /64 to choose from, so that is what is told. An address of this machine is told as it is.
[[nodiscard]] std::string counted_address(const boost::asio::ip::address& peer);

}  // namespace varde::api
