// Who may connect, as the listener asks it.
//
// Holds the content of mqtt-clients.json (client_file.h) and takes over what `varde client`
// changes, so that a technician never restarts anything. A damaged file is told once and changes
// nothing. About 280 bytes a client (bench/mqtt_clients_bench.cc).
//
// Thread safety: one thread at a time. A changed file is read by a thread of its own: with 100,000
// clients that takes tenths of a second, for which no connection should wait.
#pragma once

#include <cstdint>
#include <filesystem>
#include <future>
#include <optional>
#include <string_view>
#include <vector>

#include "broker/base/atomic_file.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/links/mqtt/clients/client_file.h"

namespace varde::links::mqtt {

// Why somebody may not connect. For the log and for tests: the client is told no more than that it
// is not authorised, or names could be guessed one by one.
enum class AuthError : std::uint8_t {
  UnknownClient,
  WrongSecret,
  NoSecret,   // Only a certificate opens for this client.
  Disabled,   // The secret or the certificate was right.
  Anonymous,  // Without a user name, and this is no lab.
};

// "unknown client" and so on.
[[nodiscard]] std::string_view describe(AuthError error);

class ClientStore {
 public:
  // Reads nothing yet. `lab`: whoever comes without a user name may do all.
  explicit ClientStore(std::filesystem::path file, bool lab = false);

  // Reads the file, on this thread; for the start. Without a file there are no clients. On an error
  // the clients are those from before.
  [[nodiscard]] Result<void, ClientError> load();

  // Call it as often as you like: it looks at the file once a second at most, has a changed one
  // read, and takes it over by a later call. True if that was this call: then ask `current` for
  // each connected client. An error is told once for each version of the file; the clients stay
  // as they were, also if the file is gone. Does not wait.
  [[nodiscard]] Result<bool, ClientError> refresh(Instant now);

  // The client called `user`, if `secret` is theirs. Costs the same for one who does not exist.
  [[nodiscard]] Result<Client, AuthError> authenticate(std::string_view user,
                                                       std::string_view secret) const;

  // The client whose name a verified certificate bears; it may have a secret beside.
  [[nodiscard]] Result<Client, AuthError> find_by_certificate(std::string_view common_name) const;

  // Who comes without a user name and a certificate.
  [[nodiscard]] Result<Client, AuthError> anonymous() const;

  // `client` as it is now; none if its connection must end: removed, disabled, or with another
  // secret than it came with.
  [[nodiscard]] std::optional<Client> current(const Client& client) const;

  [[nodiscard]] bool is_reading() const { return loading_.valid(); }
  [[nodiscard]] std::size_t size() const { return clients_.size(); }

 private:
  struct Loaded {
    FileStamp stamp;
    Result<std::vector<Client>, ClientError> clients;
  };
  [[nodiscard]] static Loaded read(const ClientFile& file);
  [[nodiscard]] Result<void, ClientError> take(Loaded loaded);
  [[nodiscard]] const Client* find(std::string_view name) const;

  const ClientFile file_;
  const bool lab_;
  std::vector<Client> clients_;       // By name.
  FileStamp stamp_;                   // Of the file that was read last.
  std::optional<Instant> looked_at_;  // When the file was looked at last.
  std::future<Loaded> loading_;       // Valid while a changed file is being read.
};

}  // namespace varde::links::mqtt
