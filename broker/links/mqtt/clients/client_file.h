// The file mqtt-clients.json: who may connect, readable by its owner only, replaced as a whole.
//
// `varde client` changes it, the listener reads it (client_store.h) and sees changes within a
// second or two.
//
// Thread safety: call from any thread; another program may do the same meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/result.h"
#include "broker/links/mqtt/clients/client.h"

namespace varde::links::mqtt {

// 200,000 devices are some 45 MiB.
inline constexpr std::size_t kLargestClientFile = 128 * 1024 * 1024;

enum class ClientErrorCode : std::uint8_t {
  File,       // The file cannot be read or written, or is gone.
  Damaged,    // The file is not what it should be; the detail says where.
  Exists,     // There is a client of that name already.
  Unknown,    // There is no such client.
  BadClient,  // The name or a filter is not allowed.
  Full,       // kClients or kLargestClientFile is reached.
};

struct ClientError {
  ClientErrorCode code = ClientErrorCode::File;
  std::string detail;  // One line.
};

class ClientFile {
 public:
  explicit ClientFile(std::filesystem::path path);

  // By name. Without a file there are none.
  [[nodiscard]] Result<std::vector<Client>, ClientError> read() const;

  // Each of these reads the file anew, changes it and writes it, holding off another program that
  // does the same. On an error nothing is changed.
  [[nodiscard]] Result<void, ClientError> add(std::vector<Client> clients);  // All or none.
  // None: only by certificate from now on.
  [[nodiscard]] Result<void, ClientError> set_secret(std::string_view name,
                                                     std::optional<SecretHash> secret);
  [[nodiscard]] Result<void, ClientError> set_disabled(std::string_view name, bool disabled);
  [[nodiscard]] Result<void, ClientError> remove(std::string_view name);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  template <class Change>
  Result<void, ClientError> change(Change apply);
  template <class Change>
  Result<void, ClientError> change_one(std::string_view name, Change apply);

  const std::filesystem::path path_;
};

}  // namespace varde::links::mqtt
