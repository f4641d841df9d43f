// Who is logged in: joins the accounts with the open sessions, and keeps the sessions over a
// restart (sessions.json).
//
// A user who is removed or gets another password is logged out; another role or municipality counts
// from the next request, and closes the streams that were opened with the old one.
// Thread safety: one thread (the io_context's); files are written on a thread of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/api/session_store.h"
#include "broker/api/user_store.h"
#include "broker/api/work_pool.h"
#include "broker/base/fault.h"
#include "broker/core/input.h"

namespace varde::api {

struct LoggedIn {
  core::Actor actor;
  std::string name;  // The person's.
  Instant expires_at;
};

class LogIns {
 public:
  struct Hooks {
    std::function<bool(const SessionId&)> in_use;  // It has a stream.
    std::function<void(const SessionId&)> ended;   // Whatever the reason.
  };

  LogIns(IoThread io, std::filesystem::path data_folder, Hooks hooks);

  // Reads both files. After a fault nobody is logged in. Log-ins that cannot be read are none: the
  // broker must not stay down for what people mend by logging in again.
  [[nodiscard]] Result<void, Fault> load(Instant now);

  [[nodiscard]] UserStore& users() { return users_; }

  // Who sends this Cookie header; none: nobody that is logged in.
  [[nodiscard]] std::optional<LoggedIn> find(std::string_view cookie_header, Instant now);

  // Logs `user` in; `then` gets the secret for the cookie once it is on disk. False if there are
  // too many sessions, all in use.
  [[nodiscard]] bool open(const User& user, Instant now,
                          std::function<void(std::string token, LoggedIn)> then);

  // Ends a session; `then` once that is on disk.
  void end(const SessionId& session, std::function<void()> then);

  // True while the actor's log-in is open and its user still is what the actor says. As of the
  // latest `tidy`.
  [[nodiscard]] bool holds(const core::Actor& actor) const;

  // Each second: sees changed accounts, ends what has expired.
  void tidy(Instant now);

  void stop() { files_.stop(); }

 private:
  [[nodiscard]] bool credential_holds(const LogIn& log_in) const;
  void restore();
  void end_over(Instant now);
  void save(std::function<void()> then);

  const std::filesystem::path sessions_file_;
  const Hooks hooks_;
  UserStore users_;
  SessionStore sessions_;
  WorkPool files_;
};

// The value of the cookie `name` in a Cookie header; empty: it is not there.
[[nodiscard]] std::string_view cookie_value(std::string_view header, std::string_view name);

inline constexpr std::string_view kSessionCookie = "varde_session";

}  // namespace varde::api
