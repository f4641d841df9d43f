#include "adapters/host/coverage.h"

#include <algorithm>
#include <set>
#include <variant>

#include "broker/core/rules.h"
#include "broker/wire/names.h"

namespace varde::adapters {
namespace {

using core::SignalKind;
using core::SignalState;

// What the case expects to be reported; empty where it expects something else.
const std::vector<CodecSignal>& signals_of(const Fixture& fixture) {
  static const std::vector<CodecSignal> kNone;
  if (const auto* signals = std::get_if<std::vector<CodecSignal>>(&fixture.expect)) {
    return *signals;
  }
  if (const auto* envelope = std::get_if<Unwrapped>(&fixture.expect)) return envelope->signals;
  return kNone;
}

std::set<SignalKind> kinds_shown_active(const std::vector<Fixture>& fixtures) {
  std::set<SignalKind> kinds;
  for (const Fixture& fixture : fixtures) {
    for (const CodecSignal& said : signals_of(fixture)) {
      if (said.signal.state == SignalState::Active && !said.signal.history) {
        kinds.insert(said.signal.kind);
      }
    }
  }
  return kinds;
}

bool is_shown(const std::vector<Fixture>& fixtures, Shows what) {
  return std::ranges::any_of(fixtures, [&](const Fixture& f) { return shows(f, what); });
}

}  // namespace

std::vector<std::string> missing_coverage(const Manifest& manifest,
                                          const std::vector<Fixture>& fixtures) {
  std::vector<std::string> missing;
  const auto claimed = all_kinds(manifest);
  const auto shown = kinds_shown_active(fixtures);
  for (const SignalKind kind : claimed) {
    if (core::rule_for(kind, SignalState::Active) != nullptr && !shown.contains(kind)) {
      missing.push_back("no fixture expects " + std::string(wire::name(kind)) + " active");
    }
  }
  const auto need = [&](Shows what) {
    if (!is_shown(fixtures, what)) {
      missing.push_back("no fixture shows " + std::string(name_of(what)));
    }
  };
  const auto claims = [&](SignalKind kind) { return std::ranges::count(claimed, kind) > 0; };
  need(Shows::Duplicate);
  need(Shows::Garbage);
  if (claims(SignalKind::BatteryLow)) need(Shows::BatteryLow);
  if (claims(SignalKind::Offline)) need(Shows::Offline);
  return missing;
}

}  // namespace varde::adapters
