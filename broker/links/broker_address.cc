#include "broker/links/broker_address.h"

#include <boost/url/parse.hpp>

namespace varde::links {
namespace {

constexpr std::uint16_t kPort = 1883;  // Both are registered with IANA.
constexpr std::uint16_t kTlsPort = 8883;

}  // namespace

Result<BrokerAddress, std::string> parse_broker_address(std::string_view uri) {
  const auto parsed = boost::urls::parse_uri(uri);
  if (!parsed) return std::string("not an address; wanted mqtt://host:port or mqtts://host:port");
  if (parsed->has_userinfo()) {
    return std::string("user and password do not belong in the address; use user, password_file");
  }
  const std::string scheme = parsed->scheme();
  if (scheme != "mqtt" && scheme != "mqtts") {
    return "scheme " + scheme + " is not known; wanted mqtt or mqtts";
  }
  if (!parsed->encoded_path().empty() || parsed->has_query() || parsed->has_fragment()) {
    return std::string("something follows the port");
  }
  BrokerAddress address;
  address.tls = scheme == "mqtts";
  address.host = parsed->encoded_host();
  if (address.host.empty()) return std::string("the host is missing");
  address.port = address.tls ? kTlsPort : kPort;
  if (parsed->has_port()) address.port = parsed->port_number();
  if (address.port == 0) return std::string("the port is not from 1 to 65535");
  return address;
}

std::string paho_uri(const BrokerAddress& address) {
  return (address.tls ? "ssl://" : "tcp://") + address.host + ":" + std::to_string(address.port);
}

}  // namespace varde::links
