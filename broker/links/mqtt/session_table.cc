#include "broker/links/mqtt/session_table.h"

#include <algorithm>

namespace varde::links::mqtt {

Session* SessionTable::find(const SessionKey& key) {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : found->second;
}

Session* SessionTable::find(SessionNumber number) {
  const auto found = by_number_.find(number);
  return found == by_number_.end() ? nullptr : found->second.get();
}

Session& SessionTable::create(SessionKey key) {
  auto session = std::make_unique<Session>(newest_ + 1, std::move(key), limits_);
  Session& created = *session;
  restore(std::move(session));
  return created;
}

void SessionTable::restore(std::unique_ptr<Session> session) {
  numbers_taken_up_to(session->number);
  by_key_[session->key] = session.get();
  by_number_[session->number] = std::move(session);
}

void SessionTable::numbers_taken_up_to(SessionNumber newest) {
  newest_ = std::max(newest_, newest);
}

void SessionTable::erase(Session& session) {
  if (session.due) due_.erase({*session.due, session.number});
  by_key_.erase(session.key);
  by_number_.erase(session.number);
}

void SessionTable::schedule(Session& session) {
  if (session.due) due_.erase({*session.due, session.number});
  session.due = expires_at(session);
  if (session.will_due) {
    session.due = session.due ? std::min(*session.due, *session.will_due) : session.will_due;
  }
  if (session.due) due_.insert({*session.due, session.number});
}

std::vector<Session*> SessionTable::due(Instant now) const {
  std::vector<Session*> sessions;
  for (const auto& [at, number] : due_) {
    if (at > now) break;
    sessions.push_back(by_number_.at(number).get());
  }
  return sessions;
}

std::optional<Instant> SessionTable::expires_at(const Session& session) {
  if (!session.offline_since || session.expiry_s == kNeverExpires) return std::nullopt;
  const Instant end = *session.offline_since + std::chrono::seconds(session.expiry_s);
  // Kept for its will only.
  if (!session.persistent() && session.will_due) return std::max(end, *session.will_due);
  return end;
}

}  // namespace varde::links::mqtt
