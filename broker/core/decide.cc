#include "broker/core/decide.h"

#include <algorithm>

#include "broker/base/overload.h"
#include "broker/core/draft.h"
#include "broker/core/limits.h"
#include "broker/core/own_positions.h"
#include "broker/core/seams.h"
#include "broker/core/supervise.h"
#include "broker/core/ticks.h"

namespace varde::core {

Result<Decision, Refusal> decide(const State& state, const Input& input, Instant now) {
  using Answer = Result<Decision, Refusal>;
  return std::visit(
      Overload{
          [&](const FieldMessage& message) -> Answer { return decide_field(state, message, now); },
          [&](const Command& command) -> Answer { return decide_command(state, command, now); },
          [&](const StartBroker& start) -> Answer { return decide_start(state, start, now); },
          [&](const ApplyRegister& wanted) -> Answer {
            return decide_register(state, wanted, now);
          },
          [&](const ChangeLink& change) -> Answer { return decide_link(state, change, now); },
          [&](const ChangeAdapter& change) -> Answer { return decide_adapter(state, change, now); },
          [&](const ConnectConsole& connect) -> Answer {
            return decide_console(state, connect, now);
          },
          [&](const LoseConsole& lose) -> Answer { return decide_console(state, lose, now); },
          [&](const LogOut& log_out) -> Answer { return decide_console(state, log_out, now); },
          [&](const ConcludeEffect& conclude) -> Answer {
            return decide_effect(state, conclude, now);
          },
          [&](const Tick&) -> Answer { return decide_tick(state, now); },
          [&](const ApplyRules& wanted) -> Answer { return decide_rules(state, wanted, now); },
          [&](const ApplyPolicies& wanted) -> Answer {
            return decide_policies(state, wanted, now);
          },
          [&](const ReportHealth& report) -> Answer { return decide_health(state, report, now); },
      },
      input);
}

std::optional<Instant> next_wakeup(const State& state) {
  std::optional<Instant> next;
  for (const TickPart& part : tick_parts()) {
    const auto at = part.next(state);
    if (at) next = next ? std::min(*next, *at) : *at;
  }
  return next;
}

Decision decide_start(const State& state, const StartBroker& input, Instant now) {
  Draft draft(state, now);
  draft.add(BrokerStarted{input.version, input.links});
  Decision decision = std::move(draft).finish();
  for (const auto& [id, effect] : state.effects) {
    if (effect.expires_at > now) decision.effects.push_back(effect);
  }
  return decision;
}

Decision decide_register(const State& state, const ApplyRegister& input, Instant now) {
  Draft draft(state, now);
  const auto change = difference(state.known, input);
  if (!change) return std::move(draft).finish();
  const LogPosition cause = draft.add(*change);
  const Register known = evolve(state.known, *change);
  for (const auto& [id, alarm] : state.alarms.open()) {
    const bool mended = (alarm.type == AlarmType::UnregisteredDevice &&
                         known.find_device(alarm.device) != nullptr) ||
                        (alarm.type == AlarmType::UnknownMunicipality &&
                         known.has_municipality(alarm.device.municipality)) ||
                        is_watched_no_more(state.known, known, alarm);
    if (mended) draft.return_to_normal(alarm, cause);
  }
  return std::move(draft).finish();
}

Decision decide_link(const State& state, const ChangeLink& input, Instant now) {
  Draft draft(state, now);
  const auto link = state.links.find(input.link);
  const bool known = link != state.links.end() && link->second.up == input.up &&
                     link->second.detail == input.detail;
  if (known && !input.forgotten) return std::move(draft).finish();
  const LogPosition cause =
      draft.add(LinkChanged{input.link, input.up, input.detail, input.forgotten});
  const Alarm* alarm = state.alarms.find(link_position(input.link), AlarmType::LinkDown);
  if (input.up && alarm != nullptr) draft.return_to_normal(*alarm, cause);
  if (input.forgotten) {
    draft.raise_or_repeat(link_position(input.link), {}, rule_of(AlarmType::SessionForgotten),
                          cause, std::nullopt);
  }
  return std::move(draft).finish();
}

Decision decide_adapter(const State& state, const ChangeAdapter& input, Instant now) {
  Draft draft(state, now);
  const PositionId position = adapter_position(input.adapter);
  const Alarm* alarm = state.alarms.find(position, AlarmType::AdapterQuarantined);
  const bool raised = alarm != nullptr && alarm->condition == Condition::Active;
  if (raised == input.quarantined) return std::move(draft).finish();
  const LogPosition cause =
      draft.add(AdapterChanged{input.adapter, input.version, input.quarantined, input.detail});
  if (input.quarantined) {
    draft.raise_or_repeat(position, {}, rule_of(AlarmType::AdapterQuarantined), cause,
                          std::nullopt);
  } else {
    draft.return_to_normal(*alarm, cause);
  }
  return std::move(draft).finish();
}

Decision decide_policies(const State& state, const ApplyPolicies& input, Instant now) {
  Draft draft(state, now);
  if (state.policies == input.policies) return std::move(draft).finish();
  draft.add(PoliciesChanged{input.policies});
  end_staffing(draft, input.policies);
  return std::move(draft).finish();
}

Decision decide_effect(const State& state, const ConcludeEffect& input, Instant now) {
  Draft draft(state, now);
  const auto effect = state.effects.find(input.effect);
  if (effect != state.effects.end()) {
    draft.add(EffectConcluded{input.effect, input.outcome, input.detail});
    if (input.outcome != EffectOutcome::Delivered)
      notification_failed(draft, effect->second, input.detail);
  }
  return std::move(draft).finish();
}

}  // namespace varde::core
