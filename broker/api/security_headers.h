// What every answer tells the browser to be careful with.
#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace varde::api {

template <class Stream>
[[nodiscard]] constexpr bool is_tls() {
  return !std::is_same_v<Stream, boost::beast::tcp_stream>;
}

// OWASP Secure Headers Project, as far as a page without foreign content needs them.
[[nodiscard]] inline std::vector<std::pair<std::string_view, std::string_view>> security_headers(
    bool tls) {
  std::vector<std::pair<std::string_view, std::string_view>> headers{
      {"Content-Security-Policy",
       "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
       "object-src 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
  };
  if (tls) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

}  // namespace varde::api
