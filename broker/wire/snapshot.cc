// The core state as a v1::SnapshotState. Everything is written in the order of the core's own maps,
// so equal states give equal bytes.
#include <string>
#include <utility>

#include "broker/wire/events.h"
#include "broker/wire/snapshot_parts.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.

void write_done_commands(const core::State& state, v1::SnapshotState& out) {
  for (const auto& key : state.done_commands_by_age) {
    const auto done = state.done_commands.find(key);
    if (done == state.done_commands.end()) continue;
    auto& to = *out.add_done_commands();
    to.set_user(text(key.first));
    to.set_key(text(key.second));
    to.set_digest(done->second.digest);
    to.set_alarm(done->second.alarm.value());
    to_proto(done->second.at, *to.mutable_at());
  }
}

void read_done_commands(const v1::SnapshotState& in, core::State& out, Check& check) {
  for (const auto& entry : in.done_commands()) {
    core::CommandKey key{UserId(entry.user()), entry.key()};
    const core::DoneCommand done{entry.digest(), AlarmId(entry.alarm()), from_proto(entry.at())};
    if (!out.done_commands.emplace(key, done).second)
      check.wrong("done_commands", " has one twice");
    out.done_commands_by_age.push_back(std::move(key));
  }
}

}  // namespace

std::string serialize(const core::State& state) {
  v1::SnapshotState out;
  out.set_log_end(state.log_end.value());
  to_proto(state.log_end_at, *out.mutable_log_end_at());
  write_register(state.known, *out.mutable_known());
  write_alarms(state.alarms, out);
  write_devices(state, out);
  write_connections(state, out);
  for (const auto& [id, effect] : state.effects) to_proto(effect, *out.add_effects());
  out.set_newest_effect(state.newest_effect.value());
  write_done_commands(state, out);
  to_proto(state.started_at, *out.mutable_started_at());
  to_proto(state.rules, *out.mutable_rules());
  to_proto(state.policies, *out.mutable_policies());
  write_pending(state, out);
  write_incidents(state.incidents, *out.mutable_incidents());
  write_duty(state.duty, *out.mutable_duty());
  return out.SerializeAsString();
}

Result<core::State, WireError> parse_state(const std::string& bytes) {
  v1::SnapshotState in;
  if (!in.ParseFromString(bytes)) return WireError{"not a snapshot of the state"};
  Check check;
  core::State out;
  out.log_end = LogPosition(in.log_end());
  out.log_end_at = from_proto(in.log_end_at());
  out.known = core::evolve(core::Register{}, read(in.known()));
  read_alarms(in, out.alarms, check);
  read_devices(in, out, check);
  read_connections(in, out, check);
  for (const auto& entry : in.effects()) {
    core::Effect effect = read(entry, check);
    const EffectId id = effect.id;
    out.effects.insert_or_assign(id, std::move(effect));
  }
  out.newest_effect = EffectId(in.newest_effect());
  read_done_commands(in, out, check);
  out.started_at = from_proto(in.started_at());
  out.rules = read(in.rules(), check);
  out.policies = read(in.policies(), check);
  read_pending(in, out, check);
  out.incidents = read_incidents(in.incidents(), check);
  out.duty = read_duty(in.duty());
  if (check.error()) return *check.error();
  return out;
}

}  // namespace varde::wire
