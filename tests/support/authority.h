// A certification authority made for a test, and certificates signed by it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/temp_dir.h"

namespace varde::test {

// All are PEM files in one folder, with P-256 keys, good for two days: ca.crt; server.crt and
// server.key, made out to "localhost"; client.crt and client.key, of the common name "varde".
// Throws std::runtime_error where OpenSSL says no. Thread safety: one thread at a time.
class Authority {
 public:
  Authority();
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  // Writes <name>.crt and <name>.key, a client's. Empty `common_name`: it has none.
  void issue_client(const std::string& name, std::string_view common_name);

  [[nodiscard]] std::string file(const std::string& name) const {
    return (dir_.path() / name).string();
  }

 private:
  struct Own;

  TempDir dir_;
  const std::unique_ptr<Own> own_;
};

}  // namespace varde::test
