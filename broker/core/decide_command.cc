// Whether a person's wish may be done at all, and by which part.
#include <string_view>
#include <type_traits>

#include "broker/base/overload.h"
#include "broker/core/acts.h"
#include "broker/core/authorize.h"
#include "broker/core/draft.h"
#include "broker/core/limits.h"

namespace varde::core {
namespace {

// FNV-1a, 64 bit: tells two commands apart under one idempotency key; no secret hangs on it.
class Digest {
 public:
  void add(std::string_view text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0);
  }
  void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) add_byte((number >> shift) & 0xff);
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void add_byte(std::uint64_t byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
  std::uint64_t value_ = 0xcbf29ce484222325;
};

void digest_act(Digest& digest, const Act& act) {
  std::visit(
      Overload{
          [&](const AddNote& note) { digest.add(note.text); },
          [&](const Dispatch& dispatch) {
            digest.add(dispatch.responder);
            digest.add(dispatch.text);
          },
          [&](const Resolve& resolve) {
            digest.add(static_cast<std::uint64_t>(resolve.outcome));
            digest.add(resolve.text);
          },
          [&](const Shelve& shelve) {
            digest.add(shelve.reason);
            digest.add(static_cast<std::uint64_t>(shelve.duration.count()));
          },
          [&](const OfferClaim& offer) { digest.add(offer.to.str()); },
          [&](const BeginException& begin) {
            digest.add(static_cast<std::uint64_t>(begin.kind));
            digest.add(begin.scope.municipality.str());
            digest.add(begin.scope.device.str());
            digest.add(begin.scope.position.str());
            digest.add(begin.scope.site);
            digest.add(begin.scope.device_type);
            digest.add(begin.reason);
            digest.add(static_cast<std::uint64_t>(begin.duration.count()));
          },
          [&](const EndException& end) { digest.add(end.exception.value()); },
          [&](const EndShift& end) { digest.add(end.note); },
          [&](const AcknowledgeIncident& acknowledge) { digest.add(acknowledge.incident.value()); },
          [&](const ResolveIncident& resolve) {
            digest.add(resolve.incident.value());
            digest.add(static_cast<std::uint64_t>(resolve.outcome));
            digest.add(resolve.text);
          },
          [&](const CommandDevice& command) {
            digest.add(command.device.municipality.str());
            digest.add(command.device.device.str());
            digest.add(static_cast<std::uint64_t>(command.command));
          },
          [](const auto&) {},
      },
      act);
}

std::uint64_t digest_of(const Command& command) {
  Digest digest;
  digest.add(command.alarm.value());
  digest.add(command.act.index());
  digest_act(digest, command.act);
  return digest.value();
}

Action action_of(const Act& act) {
  return std::visit(Overload{
                        [](const Claim&) { return Action::Claim; },
                        [](const Release&) { return Action::Release; },
                        [](const Acknowledge&) { return Action::Acknowledge; },
                        [](const AddNote&) { return Action::AddNote; },
                        [](const Dispatch&) { return Action::Dispatch; },
                        [](const Resolve&) { return Action::Resolve; },
                        [](const Shelve&) { return Action::Shelve; },
                        [](const Unshelve&) { return Action::Shelve; },
                        [](const OfferClaim&) { return Action::Claim; },
                        [](const AcceptClaim&) { return Action::Claim; },
                        [](const DeclineClaim&) { return Action::Claim; },
                        [](const ClaimNext&) { return Action::Claim; },
                        [](const BeginException&) { return Action::Except; },
                        [](const EndException&) { return Action::Except; },
                        [](const BeginShift&) { return Action::TakeShift; },
                        [](const EndShift&) { return Action::TakeShift; },
                        [](const AcknowledgeIncident&) { return Action::Acknowledge; },
                        [](const ResolveIncident&) { return Action::Resolve; },
                        [](const CommandDevice& command) {
                          return command.command == DeviceCommand::OpenDoor ? Action::OpenDoor
                                                                            : Action::CommandDevice;
                        },
                    },
                    act);
}

Refusal absent(const State& state, AlarmId alarm) {
  const bool existed = !alarm.none() && alarm <= state.alarms.newest();
  return existed ? Refusal::AlarmResolved : Refusal::AlarmNotFound;
}

}  // namespace

namespace {

// True for acts that are done to the alarm which the command names.
template <class T>
constexpr bool kIsAboutAlarm = requires(Draft& draft, const Actor& actor, const Alarm& alarm,
                                        const T& wish) {
  act(draft, actor, alarm, wish);
};

Result<Decision, Refusal> decide_about_alarm(Draft draft, const Command& command, AlarmId id) {
  const State& state = draft.state();
  const Alarm* alarm = state.alarms.find(id);
  if (alarm == nullptr) return absent(state, id);
  if (!in_scope(command.actor, alarm->municipality)) return Refusal::AlarmNotFound;
  if (!authorize(command.actor, action_of(command.act), alarm->municipality, alarm->type))
    return Refusal::NotAllowed;
  const Check check = std::visit(
      [&](const auto& wish) -> Check {
        using Wish = std::remove_cvref_t<decltype(wish)>;
        if constexpr (kIsAboutAlarm<Wish>) {
          return act(draft, command.actor, *alarm, wish);
        } else {
          return act(draft, command.actor, *alarm, Claim{});  // The next is claimed like any other.
        }
      },
      command.act);
  if (!check) return check.error();
  return std::move(draft).finish(id);
}

Result<Decision, Refusal> decide_other(Draft draft, const Command& command) {
  const Check check = std::visit(
      Overload{
          [&](const CommandDevice& wish) { return act(draft, command.actor, command.alarm, wish); },
          [&](const BeginException& wish) { return act(draft, command.actor, wish); },
          [&](const EndException& wish) { return act(draft, command.actor, wish); },
          [&](const BeginShift& wish) { return act(draft, command.actor, wish); },
          [&](const EndShift& wish) { return act(draft, command.actor, wish); },
          [&](const AcknowledgeIncident& wish) { return act(draft, command.actor, wish); },
          [&](const ResolveIncident& wish) { return act(draft, command.actor, wish); },
          [](const auto&) -> Check { return Refusal::AlarmNotFound; },
      },
      command.act);
  if (!check) return check.error();
  return std::move(draft).finish(command.alarm);
}

bool is_about_alarm(const Act& wish) {
  return std::visit([]<class T>(const T&) { return kIsAboutAlarm<T>; }, wish);
}

}  // namespace

Result<Decision, Refusal> decide_command(const State& state, const Command& command, Instant now) {
  if (!may(command.actor.role, action_of(command.act))) return Refusal::NotAllowed;
  const std::uint64_t digest = digest_of(command);
  const auto done = state.done_commands.find({command.actor.user, command.key});
  if (!command.key.empty() && done != state.done_commands.end()) {
    if (done->second.digest != digest) return Refusal::IdempotencyKeyReused;
    Decision done_already;
    done_already.alarm = done->second.alarm;
    done_already.repeated = true;
    return done_already;
  }
  Draft draft(state, now);
  draft.by_command({command.actor.user, command.key, digest});
  if (is_about_alarm(command.act))
    return decide_about_alarm(std::move(draft), command, command.alarm);
  if (std::holds_alternative<ClaimNext>(command.act)) {
    const Alarm* next = next_to_claim(state, command.actor);
    if (next == nullptr) return Refusal::NothingToClaim;
    return decide_about_alarm(std::move(draft), command, next->id);
  }
  return decide_other(std::move(draft), command);
}

}  // namespace varde::core
