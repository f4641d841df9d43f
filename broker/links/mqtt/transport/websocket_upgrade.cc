#include "broker/links/mqtt/transport/websocket_upgrade.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace varde::links::mqtt {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool equal(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Subprotocols are compared letter by letter (RFC 6455 section 4.2.2).
bool lists(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (trimmed(list.substr(0, comma)) == wanted) return true;
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return false;
}

std::string_view without_suffix(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

// Without the port.
std::string_view name_in(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.rfind(':'));
}

bool is_this_machine(std::string_view name) {
  if (equal(name, "localhost")) return true;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(name), error);
  return !error && address.is_loopback();
}

bool foreign_page(std::string_view origin, std::string_view host, bool loopback) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  const bool plain = origin.starts_with(kHttp);
  if (!plain && !origin.starts_with(kHttps)) return true;  // "null", an extension, a file.
  // Each leaves out the port that its scheme has anyway, or not.
  const std::string_view usual = plain ? ":80" : ":443";
  const std::string_view page =
      without_suffix(origin.substr(plain ? kHttp.size() : kHttps.size()), usual);
  if (!equal(page, without_suffix(host, usual))) return true;
  return loopback && plain && !is_this_machine(name_in(page));
}

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 426: return "Upgrade Required";
    case 431: return "Request Header Fields Too Large";
    default: return "Bad Request";
  }
}

}  // namespace

std::optional<Refusal> refusal_of(const UpgradeRequest& request, std::string_view path,
                                  bool loopback) {
  if (request.target.substr(0, request.target.find('?')) != path) {
    return Refusal{404, "There is nothing here; MQTT is at another path."};
  }
  if (!request.upgrade) return Refusal{426, "This is MQTT over WebSocket only."};
  if (request.version != "13") return Refusal{426, "Only version 13 of WebSocket is spoken here."};
  if (request.host.empty()) return Refusal{400, "The request names no single host."};
  if (request.body) return Refusal{400, "A request for a WebSocket has no body."};
  if (!request.origin.empty() && foreign_page(request.origin, request.host, loopback)) {
    return Refusal{403, "The request comes from another site's page."};
  }
  // MQTT 5.0 [MQTT-6.0.0-3].
  if (!lists(request.subprotocols, "mqtt")) {
    return Refusal{400, "The subprotocol \"mqtt\" is not offered."};
  }
  return std::nullopt;
}

std::string answer_of(const Refusal& refusal) {
  const bool upgrade = refusal.status == 426;
  std::string answer = "HTTP/1.1 " + std::to_string(refusal.status) + " ";
  answer.append(reason_of(refusal.status));
  answer += "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ";
  answer += std::to_string(refusal.why.size() + 1);
  if (upgrade) answer += "\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13";
  answer += upgrade ? "\r\nConnection: close, upgrade" : "\r\nConnection: close";
  answer.append("\r\n\r\n").append(refusal.why).append("\n");
  return answer;
}

}  // namespace varde::links::mqtt
