// Taking devices out of the ordinary for a time: on test, out of service.
#include <algorithm>
#include <chrono>

#include "broker/core/acts.h"
#include "broker/core/authorize.h"
#include "broker/core/limits.h"
#include "broker/core/seams.h"

namespace varde::core {
namespace {

using namespace std::chrono_literals;

constexpr auto kShortestException = 1min;

bool is_at(const ExceptionScope& scope, const Position& position) {
  return position.municipality == scope.municipality &&
         (scope.position.empty() || position.id == scope.position) &&
         (scope.site.empty() || position.site == scope.site);
}

bool is_in(const ExceptionScope& scope, const Register& known, const Device& device) {
  const Position* position = known.find_position(device.position);
  return device.ref.municipality == scope.municipality && position != nullptr &&
         is_at(scope, *position) && (scope.device.empty() || device.ref.device == scope.device) &&
         (scope.device_type.empty() || device.type == scope.device_type);
}

// True if the register has something of which all that is set holds. A whole municipality is no
// scope: nobody means that.
bool is_known(const ExceptionScope& scope, const Register& known) {
  const bool of_device = !scope.device.empty() || !scope.device_type.empty();
  const bool of_place = !scope.position.empty() || !scope.site.empty();
  if (of_device) {
    return std::ranges::any_of(
        known.devices, [&](const auto& entry) { return is_in(scope, known, entry.second); });
  }
  return of_place && std::ranges::any_of(known.positions, [&](const auto& entry) {
           return is_at(scope, entry.second);
         });
}

Duration longest(ExceptionKind kind) {
  return kind == ExceptionKind::OnTest ? Duration(limits::kLongestTest)
                                       : Duration(limits::kLongestOutOfService);
}

}  // namespace

Check act(Draft& draft, const Actor& actor, const BeginException& begin) {
  const State& state = draft.state();
  const bool kind_known =
      begin.kind == ExceptionKind::OnTest || begin.kind == ExceptionKind::OutOfService;
  const bool in_reach = !begin.scope.municipality.empty() &&
                        in_scope(actor, begin.scope.municipality) &&
                        is_known(begin.scope, state.known);
  // All devices of a type may be tested together; nobody means to stop listening to all of them.
  const bool too_wide = begin.kind == ExceptionKind::OutOfService && begin.scope.device.empty() &&
                        begin.scope.position.empty() && begin.scope.site.empty();
  if (!kind_known || !in_reach || too_wide) return Refusal::ScopeUnknown;
  if (const Check reason = check_text(begin.reason, limits::kReasonBytes, true); !reason)
    return reason;
  if (begin.duration < kShortestException || begin.duration > longest(begin.kind))
    return Refusal::DurationOutOfRange;
  if (state.exceptions.running.size() >= limits::kExceptions) return Refusal::TooManyExceptions;
  draft.add(ExceptionBegun{{state.exceptions.newest.next(), begin.kind, begin.scope, actor.user,
                            begin.reason, draft.now(), draft.now() + begin.duration}});
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const EndException& end) {
  const auto& running = draft.state().exceptions.running;
  const auto found = running.find(end.exception);
  if (found == running.end() || !in_scope(actor, found->second.scope.municipality))
    return Refusal::ExceptionNotFound;
  end_exception(draft, found->second, actor.user);
  return boost::system::in_place_value;
}

}  // namespace varde::core
