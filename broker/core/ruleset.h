// The declared rules: what makes an alarm, as the duty manager wrote it (config/rules). Values.
//
// The rules that Varde has without any file are in rules.h; a declared one that matches a signal
// goes before them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/local_time.h"
#include "broker/core/signal.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// Which signals a rule looks at. Each list: any of them; empty: all.
struct Match {
  std::vector<SignalKind> kinds;
  std::vector<std::string> device_types;  // As in the register.
  std::vector<std::string> site_kinds;    // As in the register.
  std::vector<MunicipalityId> municipalities;
  std::vector<PositionId> positions;  // Of one person or place: individual tuning.
  std::vector<DeviceRef> devices;
  std::vector<DailyWindow> at;
  friend bool operator==(const Match&, const Match&) = default;
};

// The signal itself, active, with its value within the bounds where there are any.
struct OnSignal {
  std::optional<double> at_least;
  std::optional<double> at_most;
  friend bool operator==(const OnSignal&, const OnSignal&) = default;
};

// A measurement beyond a limit for some time; over when it is back beyond `clear` (hysteresis).
struct Threshold {
  std::optional<double> below;  // One of the two.
  std::optional<double> above;
  double clear = 0;  // At or above (of below), at or below (of above): normal again.
  Duration hold{0};  // So long without a break.
  friend bool operator==(const Threshold&, const Threshold&) = default;
};

// None of `expected` within a time of the signal: no bed entry within 15 minutes of a bed exit.
// With the same kind on both sides: a value that should keep coming.
struct Absence {
  std::vector<SignalKind> expected;
  Duration within{0};
  friend bool operator==(const Absence&, const Absence&) = default;
};

// None of the match's kinds between the beginning and the end of a part of the day: medication not
// taken.
struct MissedWindow {
  DailyWindow window;
  friend bool operator==(const MissedWindow&, const MissedWindow&) = default;
};

// So many of them within a time.
struct Count {
  std::uint32_t at_least = 0;
  Duration within{0};
  friend bool operator==(const Count&, const Count&) = default;
};

struct Circle {
  GeoPoint centre;
  double radius_m = 0;
  friend bool operator==(const Circle&, const Circle&) = default;
};
struct Polygon {
  std::vector<GeoPoint> corners;  // 3 to limits::kPolygonCorners.
  friend bool operator==(const Polygon&, const Polygon&) = default;
};

// Outside of all areas. A fix whose accuracy circle touches an area, or that is older than
// `max_age`, says nothing.
struct Geofence {
  std::vector<std::variant<Circle, Polygon>> areas;
  double max_accuracy_m = 0;  // 0: any.
  Duration max_age{0};        // 0: any.
  friend bool operator==(const Geofence&, const Geofence&) = default;
};

// So many devices of one site report one of the match's kinds within a time: two detectors.
struct Confirmation {
  std::uint32_t devices = 2;
  Duration within{0};
  friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

using RuleForm =
    std::variant<OnSignal, Threshold, Absence, MissedWindow, Count, Geofence, Confirmation>;

// What is raised; `type` unspecified: nothing ("logged, never raised").
struct Raise {
  AlarmType type = AlarmType::Unspecified;
  Priority priority = Priority::Unspecified;
  std::string text;  // For the operator: what it means and what to do. At most limits::kTextBytes.
  friend bool operator==(const Raise&, const Raise&) = default;
};

struct AlarmRule {
  RuleId id;
  Match match;
  RuleForm form;
  Raise raise;
  friend bool operator==(const AlarmRule&, const AlarmRule&) = default;
};

// Alarm types that are one alarm at one position while any of them is open: a help call and the
// fall before it. The more urgent leads.
struct Combination {
  RuleId id;
  std::vector<AlarmType> types;
  friend bool operator==(const Combination&, const Combination&) = default;
};

struct Ruleset {
  std::string version;           // Made of the files' content: names it in every decision.
  std::vector<AlarmRule> rules;  // The first that matches decides. At most limits::kRules.
  std::vector<Combination> combinations;
  friend bool operator==(const Ruleset&, const Ruleset&) = default;
};

}  // namespace varde::core
