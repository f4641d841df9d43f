// The core state as a v1::SnapshotState. Everything is written in the order of the core's own maps,
// so equal states give equal bytes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "broker/core/limits.h"
#include "broker/wire/events.h"
#include "broker/wire/values.h"
#include "varde/v1/snapshot.pb.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.

constexpr std::size_t kWordBits = 64;
constexpr std::size_t kWords = core::limits::kSequenceWindow / kWordBits;
static_assert(core::limits::kSequenceWindow % kWordBits == 0);

void write(const core::Alarm& alarm, v1::SnapshotAlarm& out) {
  // What was raised, with what is known of it since.
  core::AlarmRaised raised;
  raised.alarm = alarm.id;
  raised.municipality = alarm.municipality;
  raised.position = alarm.position;
  raised.device = alarm.device;
  raised.type = alarm.type;
  raised.priority = alarm.priority;
  raised.respond_by = alarm.respond_by;
  raised.rule = alarm.rule;
  to_proto(raised, *out.mutable_raised());
  to_proto(alarm.raised_at, *out.mutable_raised_at());
  out.set_condition(to_code(alarm.condition));
  out.set_acknowledged_by(text(alarm.acknowledged_by));
  out.set_response(to_code(alarm.response));
  out.set_owner(text(alarm.owner));
  out.set_owner_session(text(alarm.owner_session));
  out.set_responder(text(alarm.responder));
  to_proto(alarm.last_signal_at, *out.mutable_last_signal_at());
  out.set_occurrences(alarm.occurrences);
  out.set_notes(alarm.notes);
  out.set_several_devices(alarm.several_devices);
  if (alarm.last_key) to_proto(*alarm.last_key, *out.mutable_last_key());
}

core::Alarm read(const v1::SnapshotAlarm& in, Check& check) {
  core::Alarm out = core::raise(read(in.raised(), check), from_proto(in.raised_at()));
  out.condition = check.code<core::Condition>(in.condition(), "alarm.condition");
  out.acknowledged_by = UserId(in.acknowledged_by());
  out.response = check.code<core::ResponseState>(in.response(), "alarm.response");
  out.owner = UserId(in.owner());
  out.owner_session = SessionId(in.owner_session());
  out.responder = in.responder();
  out.last_signal_at = from_proto(in.last_signal_at());
  out.occurrences = in.occurrences();
  out.notes = in.notes();
  out.several_devices = in.several_devices();
  if (in.has_last_key()) out.last_key = read(in.last_key());
  return out;
}

void write(const core::SequenceWindow& window, v1::SequenceWindow& out) {
  out.set_boot(text(window.boot()));
  out.set_newest(window.newest());
  std::size_t used = 0;
  std::uint64_t words[kWords] = {};
  for (std::size_t bit = 0; bit < window.bits().size(); ++bit) {
    if (!window.bits().test(bit)) continue;
    words[bit / kWordBits] |= std::uint64_t{1} << (bit % kWordBits);
    used = bit / kWordBits + 1;
  }
  for (std::size_t word = 0; word < used; ++word) out.add_bits(words[word]);
}

core::SequenceWindow read(const v1::SequenceWindow& in, Check& check) {
  core::SequenceWindow::Bits bits;
  if (static_cast<std::size_t>(in.bits_size()) > kWords) {
    check.wrong("window.bits", " is wider than this version's window");
    return {};
  }
  for (int word = 0; word < in.bits_size(); ++word) {
    for (std::size_t bit = 0; bit < kWordBits; ++bit) {
      if ((in.bits(word) >> bit & 1) != 0)
        bits.set(static_cast<std::size_t>(word) * kWordBits + bit);
    }
  }
  return {in.boot(), in.newest(), bits};
}

void write(const core::DeviceRef& ref, const core::DeviceMemory& memory, v1::SnapshotDevice& out) {
  to_proto(ref, *out.mutable_ref());
  out.set_link(text(memory.link));
  for (const auto& window : memory.windows) write(window, *out.add_windows());
  for (const auto& [kind, reported] : memory.reported) {
    auto& to = *out.add_reported();
    to.set_kind(to_code(kind));
    to.set_state(to_code(reported.state));
    to_proto(reported.at, *to.mutable_at());
  }
}

core::DeviceMemory read(const v1::SnapshotDevice& in, Check& check) {
  core::DeviceMemory out;
  out.link = LinkId(in.link());
  for (const auto& window : in.windows()) out.windows.push_back(read(window, check));
  for (const auto& reported : in.reported()) {
    const auto kind = check.code<core::SignalKind>(reported.kind(), "reported.kind");
    const auto state = check.code<core::SignalState>(reported.state(), "reported.state");
    out.reported[kind] = {state, from_proto(reported.at())};
  }
  return out;
}

void write_register(const core::Register& known, v1::RegisterChanged& out) {
  core::RegisterChanged all;
  for (const auto& [id, value] : known.municipalities) all.put_municipalities.push_back(value);
  for (const auto& [id, value] : known.positions) all.put_positions.push_back(value);
  for (const auto& [ref, value] : known.devices) all.put_devices.push_back(value);
  to_proto(all, out);
}

void read_alarms(const v1::SnapshotState& in, core::AlarmBook& out, Check& check) {
  for (const auto& entry : in.alarms()) {
    core::Alarm alarm = read(entry, check);
    // The book asserts this; a damaged snapshot must not end the process.
    if (out.find(alarm.id) != nullptr || out.find(alarm.position, alarm.type) != nullptr) {
      check.wrong("alarms", " has one twice");
      return;
    }
    out.restore(std::move(alarm));
  }
  out.restore_newest(AlarmId(in.newest_alarm()));
}

void read_devices(const v1::SnapshotState& in, core::State& out, Check& check) {
  for (const auto& entry : in.devices()) {
    const core::DeviceRef ref = read(entry.ref());
    if (!out.devices.emplace(ref, read(entry, check)).second) {
      check.wrong("devices", " has one twice");
    } else if (out.known.find_device(ref) == nullptr) {
      out.unregistered_devices += 1;
    }
  }
}

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

void write_connections(const core::State& state, v1::SnapshotState& out) {
  for (const auto& [session, console] : state.consoles) {
    auto& to = *out.add_consoles();
    to.set_session(text(session));
    to.set_user(text(console.user));
    if (console.gone_at) to_proto(*console.gone_at, *to.mutable_gone_at());
  }
  for (const auto& [id, link] : state.links) {
    auto& to = *out.add_links();
    to.set_link(text(id));
    to.set_up(link.up);
    to_proto(link.changed_at, *to.mutable_changed_at());
    to.set_detail(text(link.detail));
    to.set_reported(link.reported);
  }
}

void read_connections(const v1::SnapshotState& in, core::State& out) {
  for (const auto& entry : in.consoles()) {
    core::Console console{UserId(entry.user()), std::nullopt};
    if (entry.has_gone_at()) console.gone_at = from_proto(entry.gone_at());
    out.consoles[SessionId(entry.session())] = std::move(console);
  }
  for (const auto& entry : in.links()) {
    out.links[LinkId(entry.link())] = {entry.up(), from_proto(entry.changed_at()), entry.detail(),
                                       entry.reported()};
  }
}

}  // namespace

std::string serialize(const core::State& state) {
  v1::SnapshotState out;
  out.set_log_end(state.log_end.value());
  to_proto(state.log_end_at, *out.mutable_log_end_at());
  write_register(state.known, *out.mutable_known());
  for (const auto& [id, alarm] : state.alarms.open()) write(alarm, *out.add_alarms());
  out.set_newest_alarm(state.alarms.newest().value());
  for (const auto& [ref, memory] : state.devices) write(ref, memory, *out.add_devices());
  write_connections(state, out);
  for (const auto& [id, effect] : state.effects) to_proto(effect, *out.add_effects());
  out.set_newest_effect(state.newest_effect.value());
  write_done_commands(state, out);
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
  read_connections(in, out);
  for (const auto& entry : in.effects()) {
    core::Effect effect = read(entry, check);
    const EffectId id = effect.id;
    out.effects.insert_or_assign(id, std::move(effect));
  }
  out.newest_effect = EffectId(in.newest_effect());
  read_done_commands(in, out, check);
  if (check.error()) return *check.error();
  return out;
}

}  // namespace varde::wire
