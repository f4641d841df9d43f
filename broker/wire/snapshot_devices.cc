// The register, and what is known of each device, as a snapshot keeps them.
#include <cstddef>
#include <cstdint>

#include "broker/core/limits.h"
#include "broker/wire/snapshot_parts.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.

constexpr std::size_t kWordBits = 64;
constexpr std::size_t kWords = core::limits::kSequenceWindow / kWordBits;
static_assert(core::limits::kSequenceWindow % kWordBits == 0);

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

void write(const core::DeviceRef& ref, const core::Watched& watched, v1::SnapshotWatched& out) {
  to_proto(ref, *out.mutable_ref());
  to_proto(watched.since, *out.mutable_since());
  if (watched.heard_at) to_proto(*watched.heard_at, *out.mutable_heard_at());
  if (watched.tested_at) to_proto(*watched.tested_at, *out.mutable_tested_at());
  if (watched.heard_within) to_proto(*watched.heard_within, *out.mutable_heard_within());
  if (watched.tested_within) to_proto(*watched.tested_within, *out.mutable_tested_within());
  out.set_silent(watched.silent);
  out.set_test_missing(watched.test_missing);
  out.set_held(watched.held);
  to_proto(watched.listening_since, *out.mutable_listening_since());
  if (watched.silence_settled_at)
    to_proto(*watched.silence_settled_at, *out.mutable_silence_settled_at());
  if (watched.test_settled_at) to_proto(*watched.test_settled_at, *out.mutable_test_settled_at());
}

core::Watched read(const v1::SnapshotWatched& in) {
  core::Watched out;
  out.since = from_proto(in.since());
  if (in.has_heard_at()) out.heard_at = from_proto(in.heard_at());
  if (in.has_tested_at()) out.tested_at = from_proto(in.tested_at());
  if (in.has_heard_within()) out.heard_within = from_proto(in.heard_within());
  if (in.has_tested_within()) out.tested_within = from_proto(in.tested_within());
  out.silent = in.silent();
  out.test_missing = in.test_missing();
  out.held = in.held();
  out.listening_since = from_proto(in.listening_since());
  if (in.has_silence_settled_at()) out.silence_settled_at = from_proto(in.silence_settled_at());
  if (in.has_test_settled_at()) out.test_settled_at = from_proto(in.test_settled_at());
  return out;
}

}  // namespace

void write_register(const core::Register& known, v1::RegisterChanged& out) {
  core::RegisterChanged all;
  for (const auto& [id, value] : known.municipalities) all.put_municipalities.push_back(value);
  for (const auto& [id, value] : known.positions) all.put_positions.push_back(value);
  for (const auto& [ref, value] : known.devices) all.put_devices.push_back(value);
  to_proto(all, out);
}

void write_devices(const core::State& state, v1::SnapshotState& out) {
  for (const auto& [ref, memory] : state.devices) write(ref, memory, *out.add_devices());
  for (const auto& [ref, watched] : state.supervision.watched())
    write(ref, watched, *out.add_watched());
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
  for (const auto& entry : in.watched()) out.supervision.put(read(entry.ref()), read(entry));
}

}  // namespace varde::wire
