// The log-ins that are open. What the browser holds is a secret; kept is only its SHA-256, so that
// a copied file opens nothing.
//
// Thread safety: one thread (the io_context's).
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/fault.h"
#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"

namespace varde::api {

inline constexpr auto kSessionLife = std::chrono::hours(12);
inline constexpr std::size_t kSessions = 1'000;  // As many as the core keeps consoles.

struct LogIn {
  SessionId session;  // Public: names the log-in in events and answers.
  UserId user;
  std::string credential;  // Of the password it was opened with: SHA-256 of its hash.
  Instant expires_at;
  Instant last_used_at;
  friend bool operator==(const LogIn&, const LogIn&) = default;
};

class SessionStore {
 public:
  struct Opened {
    std::string token;  // The secret; shown once.
    LogIn log_in;
    std::optional<LogIn> ended;  // The one that had to go for it.
  };

  explicit SessionStore(std::size_t limit = kSessions) : limit_(limit) {}

  // Opens a log-in. If there are as many as may be, the one that was idle for longest ends, of
  // those for which `in_use` is false; none if all are in use.
  [[nodiscard]] std::optional<Opened> open(const UserId& user, std::string credential, Instant now,
                                           const std::function<bool(const SessionId&)>& in_use);

  // The log-in that `token` is the secret of, and that has not expired; marks it as used.
  [[nodiscard]] const LogIn* find(std::string_view token, Instant now);

  // Ends one; false if there is none.
  bool end(const SessionId& session);

  // Ends all for which `over` is true, and answers which.
  std::vector<LogIn> end_if(const std::function<bool(const LogIn&)>& over);

  [[nodiscard]] bool contains(const SessionId& session) const { return names_.contains(session); }
  [[nodiscard]] std::size_t size() const { return by_token_.size(); }

  // For sessions.json. Restoring keeps what is there if `text` is not what `serialize` made.
  [[nodiscard]] std::string serialize() const;
  [[nodiscard]] Result<void, Fault> restore(std::string_view text);

 private:
  using ByToken = std::map<std::string, LogIn, std::less<>>;  // By the SHA-256 of the secret.

  std::size_t limit_;
  ByToken by_token_;
  std::set<SessionId> names_;  // Of those in by_token_.
};

}  // namespace varde::api
