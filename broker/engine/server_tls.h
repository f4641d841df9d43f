// What is the same for all that listen with TLS.
//
// Thread safety: the function may be called from any thread; a context that is in use is only read.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>

namespace varde::engine {

// TLS 1.2 and newer with this certificate, the chain behind it in the same file, and its key, both
// PEM: the server's order of ciphers, no compression, no renegotiation. Throws std::runtime_error
// with one clear line if a file cannot be used. A key that wants a password cannot: nobody is
// asked.
[[nodiscard]] boost::asio::ssl::context make_server_tls(const std::filesystem::path& certificate,
                                                        const std::filesystem::path& private_key);

}  // namespace varde::engine
