#include "tools/varde/event_details.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <variant>

#include "broker/base/overload.h"
#include "broker/wire/names.h"
#include "tools/varde/event_text.h"

namespace varde::cli {
namespace {

using namespace core;

std::string of(const DeviceRef& ref) { return ref.municipality.str() + "/" + ref.device.str(); }

std::string of(const std::optional<SignalKey>& key) {
  return key ? fmt::format(" key {}:{}", key->boot, key->sequence) : "";
}

std::string of(const Signal& signal) {
  std::string text(wire::name(signal.kind));
  if (signal.state != SignalState::Unspecified && signal.state != SignalState::Active) {
    text += "=" + std::string(wire::name(signal.state));
  }
  if (signal.value) text += fmt::format(" {:g}{}", *signal.value, signal.unit);
  if (signal.history) text += " (history)";
  return text + of(signal.key);
}

std::string of(const TimerKey& key) { return key.rule.str() + " " + key.subject; }

std::string by(const UserId& user) { return user.empty() ? "its time" : user.str(); }

std::string of(const ExceptionScope& scope) {
  std::string text = scope.municipality.str();
  for (const std::string& part :
       {scope.device.str(), scope.position.str(), scope.site, scope.device_type}) {
    if (!part.empty()) text += "/" + part;
  }
  return text;
}

std::string of(const Effect& effect) {
  return std::visit(Overload{
                        [](const TellDevice& what) {
                          return fmt::format("tell {}: alarm {} {}", of(what.device),
                                             what.alarm.value(), wire::name(what.response));
                        },
                        [](const Notify& what) {
                          return fmt::format(
                              "notify {} by {}: alarm {}",
                              what.person.empty() ? what.receiver.str() : what.person.str(),
                              wire::name(what.channel), what.alarm.value());
                        },
                        [](const SendCommand& what) {
                          return fmt::format("{} to {} by {}", wire::name(what.command),
                                             of(what.device), what.user.str());
                        },
                    },
                    effect.what);
}

}  // namespace

// Without a catch-all on purpose: an event that has no line does not compile.
std::string details(const EventBody& body) {
  return std::visit(
      Overload{
          [](const BrokerStarted& e) {
            return fmt::format("version {}, {} links", e.version, e.links.size());
          },
          [](const RegisterChanged& e) {
            return fmt::format(
                "put {} municipalities, {} positions, {} devices; removed {}, {}, {}",
                e.put_municipalities.size(), e.put_positions.size(), e.put_devices.size(),
                e.removed_municipalities.size(), e.removed_positions.size(),
                e.removed_devices.size());
          },
          [](const MessageReceived& e) {
            std::string text = of(e.device);
            for (const Signal& signal : e.signals) text += " " + of(signal);
            return text + " by " + e.raw.link.str();
          },
          [](const MessageUndecodable& e) {
            return fmt::format("{} {}: {}", e.raw.topic, wire::name(e.failure.kind),
                               e.failure.reason);
          },
          [](const LinkChanged& e) {
            return fmt::format("{} {} {}", e.link.str(), e.up ? "up" : "down", e.detail);
          },
          [](const AdapterChanged& e) {
            return fmt::format("{} {} {}: {}", e.adapter.str(), e.version,
                               e.quarantined ? "out of use" : "in use again", e.detail);
          },
          [](const AlarmRaised& e) {
            return fmt::format("alarm {} {} {} at {} by {} (rule {}, cause {}){}", e.alarm.value(),
                               wire::name(e.priority), wire::name(e.type), e.position.str(),
                               of(e.device), e.rule, e.cause.value(), of(e.key)) +
                   (e.test ? ", on test" : "") +
                   (e.incident.none() ? "" : fmt::format(", of incident {}", e.incident.value()));
          },
          [](const AlarmRepeated& e) {
            return fmt::format("alarm {} (cause {}){}{}", e.alarm.value(), e.cause.value(),
                               of(e.key), e.realarm ? ", unacknowledged again" : "") +
                   (e.type == AlarmType::Unspecified
                        ? ""
                        : fmt::format(", also {}", wire::name(e.type)));
          },
          [](const AlarmReturnedToNormal& e) {
            return fmt::format("alarm {} (cause {})", e.alarm.value(), e.cause.value());
          },
          [](const AlarmAcknowledged& e) {
            return fmt::format("alarm {} by {}", e.alarm.value(), e.user.str());
          },
          [](const AlarmClaimed& e) {
            return fmt::format("alarm {} by {}", e.alarm.value(), e.user.str());
          },
          [](const ClaimReleased& e) {
            return fmt::format("alarm {} of {}: {}", e.alarm.value(), e.user.str(),
                               wire::name(e.reason));
          },
          [](const NoteAdded& e) {
            return fmt::format("alarm {} by {}: {}", e.alarm.value(), e.user.str(), e.text);
          },
          [](const ResponderDispatched& e) {
            return fmt::format("alarm {} by {}: {} {}", e.alarm.value(), e.user.str(), e.responder,
                               e.text);
          },
          [](const AlarmResolved& e) {
            return fmt::format("alarm {} by {}: {} {}", e.alarm.value(),
                               e.user.empty() ? "rule" : e.user.str(), wire::name(e.outcome),
                               e.text);
          },
          [](const ConsoleConnected& e) {
            return fmt::format("{} of {}", e.session.str(), e.user.str());
          },
          [](const ConsoleLost& e) { return e.session.str(); },
          [](const ConsoleGone& e) { return e.session.str(); },
          [](const EffectRequested& e) {
            return fmt::format("effect {} {}", e.effect.id.value(), of(e.effect));
          },
          [](const EffectConcluded& e) {
            return fmt::format("effect {} {} {}", e.effect.value(), wire::name(e.outcome),
                               e.detail);
          },
          [](const RulesChanged& e) {
            return fmt::format("{} rules, {} combinations, version {}", e.rules.rules.size(),
                               e.rules.combinations.size(), e.rules.version);
          },
          [](const PoliciesChanged& e) {
            return fmt::format("{} people, {} schedules, {} escalations, version {}",
                               e.policies.people.size(), e.policies.schedules.size(),
                               e.policies.escalations.size(), e.policies.version);
          },
          [](const TimerSet& e) { return of(e.key) + " due " + time_text(e.timer.due); },
          [](const TimerCleared& e) { return of(e.key); },
          [](const AlarmShelved& e) {
            return fmt::format("alarm {} by {} until {}: {}", e.alarm.value(), e.user.str(),
                               time_text(e.until), e.reason);
          },
          [](const AlarmUnshelved& e) {
            return fmt::format("alarm {} by {}", e.alarm.value(), by(e.user));
          },
          [](const ShelfReminded& e) { return fmt::format("alarm {}", e.alarm.value()); },
          [](const AlarmBecameStale& e) { return fmt::format("alarm {}", e.alarm.value()); },
          [](const AlarmChattered& e) {
            return fmt::format("alarm {} {}", e.alarm.value(),
                               e.chattering ? "comes and goes" : "no longer");
          },
          [](const ExceptionBegun& e) {
            return fmt::format("exception {} {} {} by {} until {}: {}", e.exception.id.value(),
                               wire::name(e.exception.kind), of(e.exception.scope),
                               e.exception.user.str(), time_text(e.exception.until),
                               e.exception.reason);
          },
          [](const ExceptionEnded& e) {
            return fmt::format("exception {} by {}", e.exception.value(), by(e.user));
          },
          [](const AlarmEscalated& e) {
            return fmt::format("alarm {} by {}: step {} of round {}, {} {}{}", e.alarm.value(),
                               e.policy.str(), e.step + 1, e.round + 1, wire::name(e.kind),
                               fmt::join(e.reached, " "),
                               e.not_reached.empty() ? "" : "reached nobody: " + e.not_reached);
          },
          [](const EscalationRestarted& e) {
            return fmt::format("alarm {} by {}", e.alarm.value(), e.policy.str());
          },
          [](const ClaimOffered& e) {
            return fmt::format("alarm {} by {} to {}", e.alarm.value(), e.user.str(), e.to.str());
          },
          [](const ClaimOfferEnded& e) {
            return fmt::format("alarm {} {} by {}", e.alarm.value(),
                               e.accepted ? "accepted" : "declined", e.user.str());
          },
          [](const ShiftBegun& e) { return e.user.str(); },
          [](const ShiftEnded& e) { return e.user.str() + ": " + e.note; },
          [](const IncidentOpened& e) {
            return fmt::format("incident {} {} {} ({}), {} alarms", e.incident.value(),
                               wire::name(e.cause), e.subject, wire::name(e.type),
                               e.members.size());
          },
          [](const IncidentAcknowledged& e) {
            return fmt::format("incident {} by {}", e.incident.value(), e.user.str());
          },
          [](const IncidentClosed& e) { return fmt::format("incident {}", e.incident.value()); },
          [](const FloodChanged& e) {
            return fmt::format("{} {}: {} alarms, {} operators", e.municipality.str(),
                               e.flood ? "begins" : "is over", e.alarms, e.operators);
          },
          [](const HealthChanged& e) {
            return fmt::format("{} {} {} {}", wire::name(e.subject), e.name,
                               e.well ? "well" : "unwell", e.detail);
          },
      },
      body);
}

}  // namespace varde::cli
