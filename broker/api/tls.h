// The server's certificate.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>

namespace varde::api {

// TLS 1.2 and newer with this certificate and its chain. Throws std::runtime_error with one clear
// line if a file cannot be used.
[[nodiscard]] boost::asio::ssl::context make_tls(const std::filesystem::path& certificate,
                                                 const std::filesystem::path& private_key);

}  // namespace varde::api
