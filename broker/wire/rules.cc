// The declared rules, in events and snapshots alike.
#include <optional>
#include <variant>

#include "broker/base/overload.h"
#include "broker/core/ruleset.h"
#include "broker/wire/values.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.
using wire::to_proto;

void to_proto(const core::Match& value, v1::RuleMatch& out) {
  to_proto(value.kinds, *out.mutable_kinds());
  to_proto(value.device_types, *out.mutable_device_types());
  to_proto(value.site_kinds, *out.mutable_site_kinds());
  to_proto(value.municipalities, *out.mutable_municipalities());
  to_proto(value.positions, *out.mutable_positions());
  for (const auto& device : value.devices) to_proto(device, *out.add_devices());
  to_proto(value.at, *out.mutable_at());
}

core::Match read(const v1::RuleMatch& in, Check& check) {
  core::Match out;
  out.kinds = read_codes<core::SignalKind>(in.kinds(), "match.kinds", check);
  out.device_types = read_names<std::string>(in.device_types());
  out.site_kinds = read_names<std::string>(in.site_kinds());
  out.municipalities = read_names<MunicipalityId>(in.municipalities());
  out.positions = read_names<PositionId>(in.positions());
  for (const auto& device : in.devices()) out.devices.push_back(read(device));
  out.at = read(in.at(), check);
  return out;
}

void to_proto(const core::Geofence& value, v1::Geofence& out) {
  for (const auto& area : value.areas) {
    auto& to = *out.add_areas();
    std::visit(Overload{
                   [&](const core::Circle& circle) {
                     to_proto(circle.centre, *to.mutable_circle()->mutable_centre());
                     to.mutable_circle()->set_radius_m(circle.radius_m);
                   },
                   [&](const core::Polygon& polygon) {
                     to.mutable_polygon();  // Set, whatever it holds.
                     for (const auto& corner : polygon.corners)
                       to_proto(corner, *to.mutable_polygon()->add_corners());
                   },
               },
               area);
  }
  out.set_max_accuracy_m(value.max_accuracy_m);
  to_proto(value.max_age, *out.mutable_max_age());
}

std::variant<core::Circle, core::Polygon> read(const v1::Area& in, Check& check) {
  switch (in.shape_case()) {
    case v1::Area::kCircle: return core::Circle{read(in.circle().centre()), in.circle().radius_m()};
    case v1::Area::kPolygon: {
      core::Polygon out;
      for (const auto& corner : in.polygon().corners()) out.corners.push_back(read(corner));
      return out;
    }
    case v1::Area::SHAPE_NOT_SET: break;
  }
  check.no_alternative("area.shape", in);
  return core::Circle{};
}

core::Geofence read(const v1::Geofence& in, Check& check) {
  core::Geofence out;
  for (const auto& area : in.areas()) out.areas.push_back(read(area, check));
  out.max_accuracy_m = in.max_accuracy_m();
  out.max_age = from_proto(in.max_age());
  return out;
}

// Without a catch-all on purpose: a form of rule without a stored form does not compile.
void write_form(const core::RuleForm& form, v1::AlarmRule& out) {
  std::visit(Overload{
                 [&](const core::OnSignal& value) {
                   auto& to = *out.mutable_on_signal();
                   if (value.at_least) to.set_at_least(*value.at_least);
                   if (value.at_most) to.set_at_most(*value.at_most);
                 },
                 [&](const core::Threshold& value) {
                   auto& to = *out.mutable_threshold();
                   if (value.below) to.set_below(*value.below);
                   if (value.above) to.set_above(*value.above);
                   to.set_clear(value.clear);
                   to_proto(value.hold, *to.mutable_hold());
                 },
                 [&](const core::Absence& value) {
                   auto& to = *out.mutable_absence();
                   to_proto(value.expected, *to.mutable_expected());
                   to_proto(value.within, *to.mutable_within());
                 },
                 [&](const core::MissedWindow& value) {
                   to_proto(value.window, *out.mutable_missed_window()->mutable_window());
                 },
                 [&](const core::Count& value) {
                   auto& to = *out.mutable_count();
                   to.set_at_least(value.at_least);
                   to_proto(value.within, *to.mutable_within());
                 },
                 [&](const core::Geofence& value) { to_proto(value, *out.mutable_geofence()); },
                 [&](const core::Confirmation& value) {
                   auto& to = *out.mutable_confirmation();
                   to.set_devices(value.devices);
                   to_proto(value.within, *to.mutable_within());
                 },
             },
             form);
}

core::OnSignal read(const v1::OnSignal& in) {
  core::OnSignal out;
  if (in.has_at_least()) out.at_least = in.at_least();
  if (in.has_at_most()) out.at_most = in.at_most();
  return out;
}

core::Threshold read(const v1::Threshold& in) {
  core::Threshold out;
  if (in.has_below()) out.below = in.below();
  if (in.has_above()) out.above = in.above();
  out.clear = in.clear();
  out.hold = from_proto(in.hold());
  return out;
}

core::RuleForm read_form(const v1::AlarmRule& in, Check& check) {
  switch (in.form_case()) {
    case v1::AlarmRule::kOnSignal: return read(in.on_signal());
    case v1::AlarmRule::kThreshold: return read(in.threshold());
    case v1::AlarmRule::kAbsence: {
      const auto& from = in.absence();
      return core::Absence{read_codes<core::SignalKind>(from.expected(), "absence.expected", check),
                           from_proto(from.within())};
    }
    case v1::AlarmRule::kMissedWindow:
      return core::MissedWindow{read(in.missed_window().window(), check)};
    case v1::AlarmRule::kCount:
      return core::Count{in.count().at_least(), from_proto(in.count().within())};
    case v1::AlarmRule::kGeofence: return read(in.geofence(), check);
    case v1::AlarmRule::kConfirmation:
      return core::Confirmation{in.confirmation().devices(),
                                from_proto(in.confirmation().within())};
    case v1::AlarmRule::FORM_NOT_SET: break;
  }
  check.no_alternative("rule.form", in);
  return core::OnSignal{};
}

void to_proto(const core::AlarmRule& value, v1::AlarmRule& out) {
  out.set_id(text(value.id));
  to_proto(value.match, *out.mutable_match());
  write_form(value.form, out);
  auto& raise = *out.mutable_raise();
  raise.set_type(to_code(value.raise.type));
  raise.set_priority(to_code(value.raise.priority));
  raise.set_text(text(value.raise.text));
}

core::AlarmRule read(const v1::AlarmRule& in, Check& check) {
  core::AlarmRule out;
  out.id = RuleId(in.id());
  out.match = read(in.match(), check);
  out.form = read_form(in, check);
  out.raise = {check.code<core::AlarmType>(in.raise().type(), "raise.type"),
               check.code<core::Priority>(in.raise().priority(), "raise.priority"),
               in.raise().text()};
  return out;
}

}  // namespace

void to_proto(const core::Ruleset& rules, v1::Ruleset& out) {
  out.set_version(text(rules.version));
  for (const auto& rule : rules.rules) to_proto(rule, *out.add_rules());
  for (const auto& combination : rules.combinations) {
    auto& to = *out.add_combinations();
    to.set_id(text(combination.id));
    to_proto(combination.types, *to.mutable_types());
  }
}

core::Ruleset read(const v1::Ruleset& in, Check& check) {
  core::Ruleset out;
  out.version = in.version();
  for (const auto& rule : in.rules()) out.rules.push_back(read(rule, check));
  for (const auto& combination : in.combinations()) {
    out.combinations.push_back(
        {RuleId(combination.id()),
         read_codes<core::AlarmType>(combination.types(), "combination.types", check)});
  }
  return out;
}

}  // namespace varde::wire
