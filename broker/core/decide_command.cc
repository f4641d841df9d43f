// What a person may do to an alarm, and when.
#include <string>
#include <string_view>

#include "broker/base/overload.h"
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

std::uint64_t digest_of(const Command& command) {
  Digest digest;
  digest.add(command.alarm.value());
  digest.add(command.act.index());
  std::visit(Overload{
                 [&](const AddNote& note) { digest.add(note.text); },
                 [&](const Dispatch& dispatch) {
                   digest.add(dispatch.responder);
                   digest.add(dispatch.text);
                 },
                 [&](const Resolve& resolve) {
                   digest.add(static_cast<std::uint64_t>(resolve.outcome));
                   digest.add(resolve.text);
                 },
                 [](const auto&) {},
             },
             command.act);
  return digest.value();
}

Action action_of(const Command& command) {
  return std::visit(Overload{
                        [](const Claim&) { return Action::Claim; },
                        [](const Release&) { return Action::Release; },
                        [](const Acknowledge&) { return Action::Acknowledge; },
                        [](const AddNote&) { return Action::AddNote; },
                        [](const Dispatch&) { return Action::Dispatch; },
                        [](const Resolve&) { return Action::Resolve; },
                    },
                    command.act);
}

using Check = Result<void, Refusal>;

Check check_text(const std::string& text, std::size_t longest, bool wanted) {
  if (wanted && text.find_first_not_of(" \t\r\n") == std::string::npos) return Refusal::TextEmpty;
  if (text.size() > longest) return Refusal::TextTooLong;
  return boost::system::in_place_value;
}

Check check_owner(const Alarm& alarm, const Actor& actor) {
  if (!alarm.claimed()) return Refusal::NotClaimed;
  if (alarm.owner != actor.user) return Refusal::NotClaimedByYou;
  return boost::system::in_place_value;
}

// Lets the person who called see that they were heard.
void tell_device(Draft& draft, const Alarm& alarm, ResponseState response) {
  const auto device = draft.state().devices.find(alarm.device);
  if (!is_call(alarm.type) || device == draft.state().devices.end()) return;
  draft.request({device->second.link, alarm.device, alarm.id, alarm.type, response},
                draft.now() + limits::kNoticeAge);
}

// One function per act: adds its facts to the draft, or says why not.
class Act {
 public:
  Act(Draft& draft, const Alarm& alarm, const Actor& actor)
      : draft_(draft), alarm_(alarm), actor_(actor) {}

  Check operator()(const Claim&) {
    // A person who lost one browser may take the alarm over in the next.
    const bool own_other_console =
        alarm_.owner == actor_.user && alarm_.owner_session != actor_.session;
    if (alarm_.claimed() && !own_other_console) return Refusal::AlreadyClaimed;
    const auto console = draft_.state().consoles.find(actor_.session);
    if (console == draft_.state().consoles.end() || console->second.gone_at) {
      return Refusal::ConsoleNotPresent;
    }
    draft_.add(AlarmClaimed{alarm_.id, actor_.user, actor_.session});
    if (alarm_.response == ResponseState::Queued)
      tell_device(draft_, alarm_, ResponseState::Claimed);
    return boost::system::in_place_value;
  }

  Check operator()(const Release&) {
    if (const Check owner = check_owner(alarm_, actor_); !owner) return owner;
    add_and_clear(ClaimReleased{alarm_.id, actor_.user, ReleaseReason::OperatorReleased});
    return boost::system::in_place_value;
  }

  Check operator()(const Acknowledge&) {
    if (alarm_.acknowledged()) return Refusal::AlreadyAcknowledged;
    add_and_clear(AlarmAcknowledged{alarm_.id, actor_.user});
    return boost::system::in_place_value;
  }

  Check operator()(const AddNote& note) {
    if (const Check text = check_text(note.text, limits::kTextBytes, true); !text) return text;
    if (alarm_.notes >= limits::kNotesPerAlarm) return Refusal::TooManyNotes;
    draft_.add(NoteAdded{alarm_.id, actor_.user, note.text});
    return boost::system::in_place_value;
  }

  Check operator()(const Dispatch& dispatch) {
    if (const Check owner = check_owner(alarm_, actor_); !owner) return owner;
    if (const Check responder = check_text(dispatch.responder, limits::kResponderBytes, true);
        !responder)
      return responder;
    if (const Check text = check_text(dispatch.text, limits::kTextBytes, false); !text) return text;
    draft_.add(ResponderDispatched{alarm_.id, actor_.user, dispatch.responder, dispatch.text});
    tell_device(draft_, alarm_, ResponseState::Dispatched);
    return boost::system::in_place_value;
  }

  Check operator()(const Resolve& resolve) {
    if (const Check owner = check_owner(alarm_, actor_); !owner) return owner;
    if (resolve.outcome == Outcome::Unspecified) return Refusal::OutcomeMissing;
    if (const Check text = check_text(resolve.text, limits::kTextBytes, false); !text) return text;
    draft_.add(AlarmResolved{alarm_.id, actor_.user, resolve.outcome, resolve.text});
    tell_device(draft_, alarm_, ResponseState::Resolved);
    return boost::system::in_place_value;
  }

 private:
  // Adds a fact after which the alarm may be over.
  void add_and_clear(const EventBody& fact) {
    draft_.add(fact);
    draft_.clear_if_over(evolve(alarm_, {draft_.now(), {}, fact}));
  }

  Draft& draft_;
  const Alarm& alarm_;
  const Actor& actor_;
};

Refusal absent(const State& state, AlarmId alarm) {
  const bool existed = !alarm.none() && alarm <= state.alarms.newest();
  return existed ? Refusal::AlarmResolved : Refusal::AlarmNotFound;
}

}  // namespace

Result<Decision, Refusal> decide_command(const State& state, const Command& command, Instant now) {
  const Action action = action_of(command);
  if (!may(command.actor.role, action)) return Refusal::NotAllowed;
  const std::uint64_t digest = digest_of(command);
  const auto done = state.done_commands.find({command.actor.user, command.key});
  if (!command.key.empty() && done != state.done_commands.end()) {
    if (done->second.digest != digest) return Refusal::IdempotencyKeyReused;
    Decision done_already;
    done_already.alarm = done->second.alarm;
    done_already.repeated = true;
    return done_already;
  }
  const Alarm* alarm = state.alarms.find(command.alarm);
  if (alarm == nullptr) return absent(state, command.alarm);
  if (!in_scope(command.actor, alarm->municipality)) return Refusal::AlarmNotFound;
  if (!authorize(command.actor, action, alarm->municipality, alarm->type))
    return Refusal::NotAllowed;

  Draft draft(state, now);
  draft.by_command({command.actor.user, command.key, digest});
  const Check check = std::visit(Act(draft, *alarm, command.actor), command.act);
  if (!check) return check.error();
  return std::move(draft).finish(alarm->id);
}

}  // namespace varde::core
