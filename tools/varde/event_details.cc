#include "tools/varde/event_details.h"

#include <fmt/format.h>

#include "broker/base/overload.h"
#include "broker/wire/names.h"
#include "tools/varde/event_text.h"

namespace varde::cli {
namespace {

using namespace core;

std::string of(const DeviceRef& ref) { return ref.municipality.str() + "/" + ref.device.str(); }

std::string user_or(const UserId& user, const char* otherwise) {
  return user.empty() ? otherwise : user.str();
}

std::string next(const std::optional<Instant>& at) {
  return at ? ", next at " + time_text(*at) : ", nothing after it";
}

std::string begun(const ServiceException& e) {
  std::string text =
      fmt::format("exception {} {} by {} until {}: {}", e.id.value(), wire::name(e.kind),
                  e.user.str(), time_text(e.until), e.scope.municipality.str());
  for (const std::string& part :
       {e.scope.device.str(), e.scope.position.str(), e.scope.site, e.scope.device_type}) {
    if (!part.empty()) text += " " + part;
  }
  return text + ": " + e.reason;
}

std::string escalated(const AlarmEscalated& e) {
  std::string reached;
  for (const std::string& one : e.reached) reached += (reached.empty() ? "" : ", ") + one;
  return fmt::format("alarm {} policy {} step {} round {} {}: {}{}", e.alarm.value(),
                     e.policy.str(), e.step + 1, e.round + 1, wire::name(e.kind),
                     reached.empty() ? "reached nobody: " + e.not_reached : "reached " + reached,
                     next(e.next_at));
}

}  // namespace

std::string details_of(const RulesChanged& e) {
  return fmt::format("version {}: {} rules, {} combinations", e.rules.version, e.rules.rules.size(),
                     e.rules.combinations.size());
}

std::string details_of(const PoliciesChanged& e) {
  return fmt::format("version {}: {} escalations, {} people", e.policies.version,
                     e.policies.escalations.size(), e.policies.people.size());
}

std::string details_of(const TimerSet& e) {
  return fmt::format("rule {} of {} until {} (cause {})", e.key.rule.str(), e.key.subject,
                     time_text(e.timer.due), e.timer.cause.value());
}

std::string details_of(const TimerCleared& e) {
  return fmt::format("rule {} of {}", e.key.rule.str(), e.key.subject);
}

std::string details_of(const AlarmShelved& e) {
  return fmt::format("alarm {} by {} until {}: {}", e.alarm.value(), e.user.str(),
                     time_text(e.until), e.reason);
}

std::string details_of(const AlarmUnshelved& e) {
  return fmt::format("alarm {} by {}", e.alarm.value(), user_or(e.user, "the time"));
}

std::string details_of(const ShelfReminded& e) { return fmt::format("alarm {}", e.alarm.value()); }

std::string details_of(const AlarmBecameStale& e) {
  return fmt::format("alarm {}", e.alarm.value());
}

std::string details_of(const AlarmChattered& e) {
  return fmt::format("alarm {} {}", e.alarm.value(),
                     e.chattering ? "comes and goes" : "is quiet again");
}

std::string details_of(const ExceptionBegun& e) { return begun(e.exception); }

std::string details_of(const ExceptionEnded& e) {
  return fmt::format("exception {} by {}", e.exception.value(), user_or(e.user, "the time"));
}

std::string details_of(const AlarmEscalated& e) { return escalated(e); }

std::string details_of(const EscalationRestarted& e) {
  return fmt::format("alarm {} policy {}{}", e.alarm.value(), e.policy.str(), next(e.next_at));
}

std::string details_of(const ClaimOffered& e) {
  return fmt::format("alarm {} by {} to {}", e.alarm.value(), e.user.str(), e.to.str());
}

std::string details_of(const ClaimOfferEnded& e) {
  return fmt::format("alarm {} {} by {}", e.alarm.value(),
                     e.accepted ? "accepted" : "declined or withdrawn", e.user.str());
}

std::string details_of(const ShiftBegun& e) { return e.user.str(); }

std::string details_of(const ShiftEnded& e) { return fmt::format("{}: {}", e.user.str(), e.note); }

std::string details_of(const IncidentOpened& e) {
  return fmt::format("incident {} {} by {} {}, {} alarms", e.incident.value(), wire::name(e.type),
                     wire::name(e.cause), e.subject, e.members.size());
}

std::string details_of(const IncidentAcknowledged& e) {
  return fmt::format("incident {} by {}", e.incident.value(), e.user.str());
}

std::string details_of(const IncidentClosed& e) {
  return fmt::format("incident {}", e.incident.value());
}

std::string details_of(const FloodChanged& e) {
  return fmt::format("{} {}: {} alarms, {} operators", e.municipality.str(),
                     e.flood ? "begins" : "is over", e.alarms, e.operators);
}

std::string details_of(const HealthChanged& e) {
  return fmt::format("{} {} {}: {}", wire::name(e.subject), e.name, e.well ? "well" : "not well",
                     e.detail);
}

std::string details_of(const EffectRequested& e) {
  return std::visit(
      Overload{[&](const TellDevice& what) {
                 return fmt::format("effect {} tell {}: alarm {} {}", e.effect.id.value(),
                                    of(what.device), what.alarm.value(), wire::name(what.response));
               },
               [&](const Notify& what) {
                 return fmt::format("effect {} notify {} by {} {}: alarm {}", e.effect.id.value(),
                                    what.person.empty() ? "a system" : what.person.str(),
                                    wire::name(what.channel), what.receiver.str(),
                                    what.alarm.value());
               },
               [&](const SendCommand& what) {
                 return fmt::format("effect {} {} of {} by {}: alarm {}", e.effect.id.value(),
                                    wire::name(what.command), of(what.device), what.user.str(),
                                    what.alarm.value());
               }},
      e.effect.what);
}

}  // namespace varde::cli
