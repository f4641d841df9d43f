// What must hold of a broker at every moment, whatever has happened to it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "broker/core/event.h"
#include "broker/core/state.h"

namespace varde::test::sim {

using Violated = std::function<void(const std::string&)>;

// Of the state alone: the queue is all of what is to be queued, in its order; what is claimed is
// claimed by one; every critical alarm that nobody has is on its way to somebody, and its next step
// is not overdue by more than `late` at `now`.
void check_state(const core::State& state, Instant now, Duration late, const Violated& violated);

// Of the facts in their order: nobody claims what another has, nothing happens to what is over.
class FactChecker {
 public:
  explicit FactChecker(Violated violated) : violated_(std::move(violated)) {}
  void take(const core::Event& event);

 private:
  Violated violated_;
  std::map<AlarmId, UserId> open_;  // With their owners.
  UserId offering_;                 // Whose claim was just taken over with consent.
};

}  // namespace varde::test::sim
