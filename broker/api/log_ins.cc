#include "broker/api/log_ins.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "broker/base/atomic_file.h"
#include "broker/eventlog/sha256.h"

namespace varde::api {
namespace {

constexpr std::size_t kLargestSessionsFile = 4 * 1024 * 1024;
constexpr std::size_t kWritesWaiting = 64;

LoggedIn to_logged_in(const User& user, const LogIn& log_in) {
  return {{user.id, log_in.session, user.role, user.municipalities}, user.name, log_in.expires_at};
}

// What a log-in was opened with; another password, and it holds no longer.
std::string credential_of(const User& user) {
  return eventlog::hex(eventlog::sha256(user.password_hash));
}

}  // namespace

LogIns::LogIns(IoThread io, std::filesystem::path data_folder, Hooks hooks)
    : sessions_file_(data_folder / "sessions.json"),
      hooks_(std::move(hooks)),
      users_(data_folder / "users.json"),
      files_(io, 1, kWritesWaiting) {}

Result<void, Fault> LogIns::load(Instant now) {
  if (const auto read = users_.refresh(); !read) return Fault{read.error().detail};
  restore();
  end_over(now);
  return boost::system::in_place_value;
}

void LogIns::restore() {
  std::error_code ignored;
  if (!std::filesystem::exists(sessions_file_, ignored)) return;
  const auto text = read_file(sessions_file_, kLargestSessionsFile);
  const auto restored = text ? sessions_.restore(*text) : text.error();
  if (restored) return;
  spdlog::error("open log-ins are forgotten: sessions.json: {}", restored.error().detail);
}

std::optional<LoggedIn> LogIns::find(std::string_view cookie_header, Instant now) {
  const LogIn* log_in = sessions_.find(cookie_value(cookie_header, kSessionCookie), now);
  if (log_in == nullptr || !credential_holds(*log_in)) return std::nullopt;
  return to_logged_in(*users_.find(log_in->user), *log_in);
}

bool LogIns::open(const User& user, Instant now,
                  std::function<void(std::string token, LoggedIn)> then) {
  auto opened = sessions_.open(user.id, credential_of(user), now, hooks_.in_use);
  if (!opened) return false;
  if (opened->ended) hooks_.ended(opened->ended->session);
  save([token = std::move(opened->token), who = to_logged_in(user, opened->log_in),
        then = std::move(then)] { then(token, who); });
  return true;
}

void LogIns::end(const SessionId& session, std::function<void()> then) {
  if (sessions_.end(session)) hooks_.ended(session);
  save(std::move(then));
}

bool LogIns::holds(const core::Actor& actor) const {
  if (!sessions_.contains(actor.session)) return false;
  const auto user = users_.find(actor.user);
  return user && user->role == actor.role && user->municipalities == actor.municipalities;
}

void LogIns::tidy(Instant now) {
  const auto changed = users_.refresh();
  if (!changed) spdlog::error("accounts stay as they were: {}", changed.error().detail);
  end_over(now);
}

bool LogIns::credential_holds(const LogIn& log_in) const {
  const auto user = users_.find(log_in.user);
  return user && credential_of(*user) == log_in.credential;
}

void LogIns::end_over(Instant now) {
  const auto ended = sessions_.end_if(
      [&](const LogIn& log_in) { return log_in.expires_at <= now || !credential_holds(log_in); });
  if (ended.empty()) return;
  for (const LogIn& log_in : ended) hooks_.ended(log_in.session);
  save([] {});
}

void LogIns::save(std::function<void()> then) {
  const bool taken = files_.run([file = sessions_file_, text = sessions_.serialize(), then] {
    // People must be able to log in when the disk is full; a restart then forgets them.
    if (const auto written = write_file_atomically(file, text); !written) {
      spdlog::error("sessions will not survive a restart: {}", written.error().detail);
    }
    return then;
  });
  if (taken) return;
  spdlog::error("sessions are written too slowly; the newest would not survive a restart");
  then();
}

std::string_view cookie_value(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = header.find(';');
    std::string_view pair = header.substr(0, end);
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace varde::api
