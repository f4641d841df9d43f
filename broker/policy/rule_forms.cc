// What has to happen for a rule to raise its alarm: its seven forms.
#include <array>
#include <charconv>
#include <cmath>

#include "broker/core/limits.h"
#include "broker/policy/quantities.h"
#include "broker/policy/rule_parts.h"

namespace varde::policy {
namespace {

using namespace std::chrono_literals;

constexpr double kLargestValue = 1'000'000;
constexpr double kLargestRadius = 100'000;   // Metres.
constexpr double kLargestAccuracy = 10'000;  // Metres.
constexpr std::int64_t kMostDevices = 10;
constexpr std::size_t kAreas = 50;
constexpr auto kLongestWait = 7 * 24h;

std::optional<double> metres_in(YamlMap& map, std::string_view key, double most,
                                Problems& problems) {
  const auto text = map.text(key, kNameBytes);
  if (!text) return std::nullopt;
  const auto metres = parse_metres(*text);
  const std::string allowed = "1 m to " + metres_text(most) + R"(, written as "400 m" or "1.5 km")";
  if (metres && *metres >= 1 && *metres <= most) return metres;
  problems.add(metres ? ConfigErrorCode::OutOfRange : ConfigErrorCode::NotAllowed, map.mark_of(key),
               map.path_of(key),
               in_quotes(*text) + (metres ? " is out of range" : " is no distance"), allowed);
  return std::nullopt;
}

bool has_key(const YAML::Node& map, const char* key) { return map[key].IsDefined(); }

core::OnSignal signal_form(YamlMap& rule, Problems& problems) {
  core::OnSignal form;
  if (!rule.has("signal")) return form;
  YamlMap map(rule.at("signal"), rule.path_of("signal"), problems, {"at_least", "at_most"});
  map.require_one_of({"at_least", "at_most"});
  form.at_least = map.number("at_least", -kLargestValue, kLargestValue);
  form.at_most = map.number("at_most", -kLargestValue, kLargestValue);
  if (form.at_least && form.at_most && *form.at_least > *form.at_most) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of("at_most"), map.path_of("at_most"),
                 "is under at_least, so that no value is within both",
                 number_text(*form.at_least) + " or more");
  }
  return form;
}

// Where it is normal again must lie on the good side, or it would never be over, or at once.
void check_hysteresis(YamlMap& map, const core::Threshold& form, Problems& problems) {
  if (form.below && form.clear < *form.below) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of("clear"), map.path_of("clear"),
                 number_text(form.clear) + " is on the wrong side: it is an alarm below " +
                     number_text(*form.below),
                 number_text(*form.below) + " or more");
  }
  if (form.above && form.clear > *form.above) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of("clear"), map.path_of("clear"),
                 number_text(form.clear) + " is on the wrong side: it is an alarm above " +
                     number_text(*form.above),
                 number_text(*form.above) + " or less");
  }
}

core::Threshold threshold_form(YamlMap& rule, Problems& problems) {
  YamlMap map(rule.at("threshold"), rule.path_of("threshold"), problems,
              {"below", "above", "clear", "for"});
  core::Threshold form;
  map.require_one_of({"below", "above"});
  form.below = map.number("below", -kLargestValue, kLargestValue);
  form.above = map.number("above", -kLargestValue, kLargestValue);
  if (map.has("below") && map.has("above")) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of("above"), map.path_of("above"),
                 "below stands beside it: make two rules of it", "one of below and above");
  }
  map.require("clear");
  const auto clear = map.number("clear", -kLargestValue, kLargestValue);
  if (clear) {
    form.clear = *clear;
    check_hysteresis(map, form, problems);
  }
  form.hold = duration_in(map, "for", 0s, kLongestWait, problems).value_or(0s);
  return form;
}

core::Absence absence_form(YamlMap& rule, Problems& problems) {
  YamlMap map(rule.at("absence"), rule.path_of("absence"), problems, {"expected", "within"});
  core::Absence form;
  map.require("expected");
  map.require("within");
  form.expected = values_in<core::SignalKind>(map, "expected", "kind of signal", problems);
  form.within = duration_in(map, "within", 1s, 32 * 24h, problems).value_or(0s);
  return form;
}

core::MissedWindow missed_window_form(YamlMap& rule, Problems& problems) {
  YamlMap map(rule.at("missed_window"), rule.path_of("missed_window"), problems, {"time", "days"});
  return {window_of(map, problems)};
}

core::Count count_form(YamlMap& rule, Problems& problems) {
  YamlMap map(rule.at("count"), rule.path_of("count"), problems, {"at_least", "within"});
  core::Count form;
  map.require("at_least");
  map.require("within");
  constexpr std::int64_t kMost = core::limits::kTimesPerTimer;
  form.at_least = static_cast<std::uint32_t>(map.integer("at_least", 2, kMost).value_or(0));
  form.within = duration_in(map, "within", 1s, kLongestWait, problems).value_or(0s);
  return form;
}

core::Confirmation confirmation_form(YamlMap& rule, Problems& problems) {
  YamlMap map(rule.at("confirmation"), rule.path_of("confirmation"), problems,
              {"devices", "within"});
  core::Confirmation form;
  map.require("devices");
  map.require("within");
  form.devices = static_cast<std::uint32_t>(map.integer("devices", 2, kMostDevices).value_or(2));
  form.within = duration_in(map, "within", 1s, 24h, problems).value_or(0s);
  return form;
}

class GeofenceReader {
 public:
  explicit GeofenceReader(Problems& problems) : problems_(problems) {}

  core::Geofence read(YamlMap& rule) {
    YamlMap map(rule.at("geofence"), rule.path_of("geofence"), problems_,
                {"areas", "max_accuracy", "max_age"});
    core::Geofence form;
    map.require("areas");
    const auto areas = map.list("areas");
    if (map.at("areas").IsSequence() && (areas.empty() || areas.size() > kAreas)) {
      problems_.add(ConfigErrorCode::OutOfRange, map.mark_of("areas"), map.path_of("areas"),
                    "holds " + std::to_string(areas.size()) + " areas",
                    "1 to " + std::to_string(kAreas));
    } else {
      for (std::size_t i = 0; i < areas.size(); ++i) {
        read_area(areas[i], item_path(map.path_of("areas"), i), form);
      }
    }
    form.max_accuracy_m = metres_in(map, "max_accuracy", kLargestAccuracy, problems_).value_or(0.0);
    form.max_age = duration_in(map, "max_age", 1s, 24h, problems_).value_or(0s);
    return form;
  }

 private:
  void read_area(const YAML::Node& node, const std::string& path, core::Geofence& form) {
    YamlMap map(node, path, problems_, {"circle", "polygon"});
    map.require_one_of({"circle", "polygon"});
    if (map.has("circle") && map.has("polygon")) {
      problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("polygon"), map.path_of("polygon"),
                    "circle stands beside it", "each in an item of its own");
    }
    if (map.has("circle")) form.areas.emplace_back(circle(map));
    if (map.has("polygon")) form.areas.emplace_back(polygon(map));
  }

  core::Circle circle(YamlMap& area) {
    YamlMap map(area.at("circle"), area.path_of("circle"), problems_,
                {"latitude", "longitude", "radius"});
    for (const char* key : {"latitude", "longitude", "radius"}) map.require(key);
    core::Circle out;
    out.centre.latitude = map.number("latitude", -90, 90).value_or(0.0);
    out.centre.longitude = map.number("longitude", -180, 180).value_or(0.0);
    out.radius_m = metres_in(map, "radius", kLargestRadius, problems_).value_or(0.0);
    return out;
  }

  core::Polygon polygon(YamlMap& area) {
    core::Polygon out;
    const std::string path = area.path_of("polygon");
    const auto corners = area.list("polygon");
    if (corners.size() > core::limits::kPolygonCorners) {
      problems_.add(ConfigErrorCode::OutOfRange, area.mark_of("polygon"), path,
                    "has " + std::to_string(corners.size()) + " corners",
                    "3 to " + std::to_string(core::limits::kPolygonCorners) + " corners");
      return out;
    }
    const std::size_t before = problems_.errors().size();
    for (std::size_t i = 0; i < corners.size(); ++i) {
      if (const auto point = corner(corners[i], item_path(path, i))) out.corners.push_back(*point);
    }
    // Whoever closes the ring by hand means the same.
    if (out.corners.size() > 1 && out.corners.front() == out.corners.back()) {
      out.corners.pop_back();
    }
    if (out.corners.size() < 3 && problems_.errors().size() == before &&
        area.at("polygon").IsSequence()) {
      problems_.add(
          ConfigErrorCode::OutOfRange, area.mark_of("polygon"), path,
          "has " + std::to_string(out.corners.size()) + " different corners, which enclose nothing",
          "3 to " + std::to_string(core::limits::kPolygonCorners) +
              " corners, each [latitude, longitude]");
    }
    return out;
  }

  std::optional<core::GeoPoint> corner(const YAML::Node& node, const std::string& path) {
    if (node.IsSequence() && node.size() == 2) {
      const auto latitude = degrees(node[0], 90);
      const auto longitude = degrees(node[1], 180);
      if (latitude && longitude) return core::GeoPoint{*latitude, *longitude, 0};
    }
    problems_.add(ConfigErrorCode::NotAllowed, node.Mark(), path, "is no point of a map",
                  "[latitude, longitude] in degrees, such as [64.461, 13.601]");
    return std::nullopt;
  }

  static std::optional<double> degrees(const YAML::Node& node, double most) {
    if (!node.IsScalar()) return std::nullopt;
    const std::string& text = node.Scalar();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (!std::isfinite(value) || std::abs(value) > most) return std::nullopt;
    return value;
  }

  Problems& problems_;
};

}  // namespace

core::RuleForm read_form(YamlMap& rule, const core::Match& match, Problems& problems) {
  constexpr std::array<std::string_view, 7> kForms{
      "signal", "threshold", "absence", "missed_window", "count", "geofence", "confirmation"};
  std::string_view form = "signal";
  bool given = false;
  for (const std::string_view key : kForms) {
    if (!rule.has(key)) continue;
    if (given) {
      problems.add(ConfigErrorCode::NotAllowed, rule.mark_of(key), rule.path_of(key),
                   std::string(form) + " stands beside it: make two rules of it",
                   "one of signal, threshold, absence, missed_window, count, geofence and "
                   "confirmation");
      continue;
    }
    form = key;
    given = true;
  }
  // All but the signal itself keep something of each signal: of which, must be said.
  if (form != "signal" && match.kinds.empty()) {
    const YAML::Node given_match = rule.at("match");
    const bool reported =
        given_match.IsDefined() && given_match.IsMap() && has_key(given_match, "kinds");
    if (!reported) {
      problems.add(ConfigErrorCode::Missing, rule.mark_of(form), rule.path_of("match.kinds"),
                   "must be given with " + std::string(form),
                   form == "geofence" ? "[position]" : "kinds of signals, such as [temperature]");
    }
  }
  if (form == "threshold") return threshold_form(rule, problems);
  if (form == "absence") return absence_form(rule, problems);
  if (form == "missed_window") return missed_window_form(rule, problems);
  if (form == "count") return count_form(rule, problems);
  if (form == "geofence") return GeofenceReader(problems).read(rule);
  if (form == "confirmation") return confirmation_form(rule, problems);
  return signal_form(rule, problems);
}

}  // namespace varde::policy
