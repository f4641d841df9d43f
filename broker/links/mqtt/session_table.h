// All sessions, and when time alone ends one.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "broker/base/instant.h"
#include "broker/links/mqtt/session.h"

namespace varde::links::mqtt {

class SessionTable {
 public:
  explicit SessionTable(const DeliveryQueue::Limits& limits) : limits_(limits) {}

  [[nodiscard]] Session* find(const SessionKey& key);
  [[nodiscard]] Session* find(SessionNumber number);

  // REQUIRES: there is none of that key.
  Session& create(SessionKey key);

  // Puts one back that was read from disk. REQUIRES: as create; numbers up to `newest` are taken.
  void restore(std::unique_ptr<Session> session);
  void numbers_taken_up_to(SessionNumber newest);

  void erase(Session& session);

  // When its will is to be published or it ends, whichever comes first: asked of `offline_since`,
  // `expiry_s` and `will_due`. To be called whenever one of them has changed.
  void schedule(Session& session);

  // The sessions for which that time has come.
  [[nodiscard]] std::vector<Session*> due(Instant now) const;

  // None: it never does by time alone.
  [[nodiscard]] static std::optional<Instant> expires_at(const Session& session);

  [[nodiscard]] std::size_t size() const { return by_number_.size(); }
  [[nodiscard]] const std::unordered_map<SessionNumber, std::unique_ptr<Session>>& all() const {
    return by_number_;
  }

 private:
  DeliveryQueue::Limits limits_;
  std::unordered_map<SessionNumber, std::unique_ptr<Session>> by_number_;
  std::map<SessionKey, Session*> by_key_;
  std::set<std::pair<Instant, SessionNumber>> due_;
  SessionNumber newest_ = 0;
};

}  // namespace varde::links::mqtt
