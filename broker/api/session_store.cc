#include "broker/api/session_store.h"

#include <boost/json.hpp>

#include "broker/base/secret.h"
#include "broker/eventlog/sha256.h"

namespace varde::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kTokenBytes = 32;   // 256 bits: OWASP asks for 64 at least.
constexpr std::size_t kSessionBytes = 8;  // Names, hides nothing.

std::int64_t to_number(Instant instant) { return instant.time_since_epoch().count(); }
Instant to_instant(std::int64_t number) { return Instant(Duration(number)); }

std::string token_hash(std::string_view token) { return eventlog::hex(eventlog::sha256(token)); }

LogIn log_in_of(const json::object& entry) {
  return {SessionId(std::string(entry.at("session").as_string())),
          UserId(std::string(entry.at("user").as_string())),
          std::string(entry.at("credential").as_string()),
          to_instant(entry.at("expires_at_us").as_int64()),
          to_instant(entry.at("last_used_at_us").as_int64())};
}

}  // namespace

std::optional<SessionStore::Opened> SessionStore::open(
    const UserId& user, std::string credential, Instant now,
    const std::function<bool(const SessionId&)>& in_use) {
  std::optional<LogIn> ended;
  if (by_token_.size() >= limit_) {
    auto idle = by_token_.end();
    for (auto it = by_token_.begin(); it != by_token_.end(); ++it) {
      if (in_use(it->second.session)) continue;
      if (idle == by_token_.end() || it->second.last_used_at < idle->second.last_used_at) idle = it;
    }
    if (idle == by_token_.end()) return std::nullopt;
    ended = idle->second;
    names_.erase(ended->session);
    by_token_.erase(idle);
  }
  LogIn log_in{SessionId(random_hex(kSessionBytes)), user, std::move(credential),
               now + kSessionLife, now};
  std::string token = random_hex(kTokenBytes);
  by_token_.emplace(token_hash(token), log_in);
  names_.insert(log_in.session);
  return Opened{std::move(token), std::move(log_in), std::move(ended)};
}

const LogIn* SessionStore::find(std::string_view token, Instant now) {
  if (token.size() != kTokenBytes * 2) return nullptr;
  const auto found = by_token_.find(token_hash(token));
  if (found == by_token_.end() || found->second.expires_at <= now) return nullptr;
  found->second.last_used_at = now;
  return &found->second;
}

bool SessionStore::end(const SessionId& session) {
  if (names_.erase(session) == 0) return false;
  std::erase_if(by_token_, [&](const auto& entry) { return entry.second.session == session; });
  return true;
}

std::vector<LogIn> SessionStore::end_if(const std::function<bool(const LogIn&)>& over) {
  std::vector<LogIn> ended;
  std::erase_if(by_token_, [&](const auto& entry) {
    if (!over(entry.second)) return false;
    ended.push_back(entry.second);
    names_.erase(entry.second.session);
    return true;
  });
  return ended;
}

std::string SessionStore::serialize() const {
  json::array all;
  for (const auto& [token, log_in] : by_token_) {
    json::object entry;
    entry["token_sha256"] = token;
    entry["session"] = log_in.session.str();
    entry["user"] = log_in.user.str();
    entry["credential"] = log_in.credential;
    entry["expires_at_us"] = to_number(log_in.expires_at);
    entry["last_used_at_us"] = to_number(log_in.last_used_at);
    all.push_back(std::move(entry));
  }
  json::object file;
  file["sessions"] = std::move(all);
  return json::serialize(file) + "\n";
}

Result<void, Fault> SessionStore::restore(std::string_view text) {
  try {
    ByToken restored;
    const json::value file = json::parse(text);
    for (const json::value& value : file.as_object().at("sessions").as_array()) {
      const json::object& entry = value.as_object();
      if (restored.size() >= limit_) break;
      restored.emplace(std::string(entry.at("token_sha256").as_string()), log_in_of(entry));
    }
    std::set<SessionId> names;
    for (const auto& [token, log_in] : restored) names.insert(log_in.session);
    by_token_ = std::move(restored);
    names_ = std::move(names);
    return boost::system::in_place_value;
  } catch (const std::exception& error) {
    return Fault{std::string("not a list of sessions: ") + error.what()};
  }
}

}  // namespace varde::api
