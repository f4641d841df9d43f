#include "broker/core/floods.h"

#include <algorithm>
#include <set>

#include "broker/core/limits.h"
#include "broker/core/presence.h"

namespace varde::core {
namespace {

std::size_t operators(const State& state, const MunicipalityId& municipality) {
  return operators_on_duty(state, municipality, state.log_end_at).size();
}

// When the flood of a municipality changes, as things are; none: not by time alone. It begins when
// its operators got more than limits::kFloodAlarms rows each within the window, and is over when
// those of a whole window are at most half as many.
std::optional<Instant> flood_changes_at(const State& state, const MunicipalityId& municipality) {
  const Incidents& incidents = state.incidents;
  const bool flood = incidents.floods.contains(municipality);
  const auto rows = incidents.rows.find(municipality);
  const std::size_t count = rows == incidents.rows.end() ? 0 : rows->second.size();
  if (!flood && count <= limits::kFloodAlarms) return std::nullopt;
  const std::size_t most =
      limits::kFloodAlarms * std::max<std::size_t>(1, operators(state, municipality));
  if (!flood) {
    if (count <= most) return std::nullopt;
    // Rows of long ago are no flood because an operator has gone home since.
    const bool within = state.log_end_at - rows->second[count - 1 - most] < limits::kFloodWindow;
    return within ? std::optional(rows->second.back()) : std::nullopt;
  }
  if (count <= most / 2) return Instant::min();
  return rows->second[count - 1 - most / 2] + limits::kFloodWindow;
}

std::uint32_t rows_within(const State& state, const MunicipalityId& municipality, Instant now) {
  const auto rows = state.incidents.rows.find(municipality);
  if (rows == state.incidents.rows.end()) return 0;
  return static_cast<std::uint32_t>(std::ranges::count_if(
      rows->second, [&](Instant at) { return now - at < limits::kFloodWindow; }));
}

// Those where a flood is on or may begin.
std::set<MunicipalityId> flood_municipalities(const Incidents& incidents) {
  std::set<MunicipalityId> out = incidents.floods;
  for (const auto& [municipality, rows] : incidents.rows) {
    if (rows.size() > limits::kFloodAlarms) out.insert(municipality);
  }
  return out;
}

}  // namespace

std::optional<Instant> next_flood_change(const State& state) {
  std::optional<Instant> next;
  for (const MunicipalityId& municipality : flood_municipalities(state.incidents)) {
    const auto at = flood_changes_at(state, municipality);
    if (at) next = next ? std::min(*next, *at) : *at;
  }
  return next;
}

void change_floods(Draft& draft) {
  const State& state = draft.state();
  for (const MunicipalityId& municipality : flood_municipalities(state.incidents)) {
    const auto at = flood_changes_at(state, municipality);
    if (!at || *at > draft.now()) continue;
    const auto on_duty = static_cast<std::uint32_t>(operators(state, municipality));
    draft.add(FloodChanged{municipality, !state.incidents.floods.contains(municipality),
                           rows_within(state, municipality, draft.now()), on_duty});
  }
}

}  // namespace varde::core
