#include "broker/policy/rule_text.h"

#include <vector>

#include "broker/policy/quantities.h"
#include "broker/policy/words.h"

namespace varde::policy {
namespace {

template <class Items, class TextOf>
std::string list_of(const Items& items, TextOf text) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ", ") + std::string(text(item));
  return "[" + out + "]";
}

template <class Id>
std::string ids_of(const std::vector<Id>& ids) {
  return list_of(ids, [](const Id& id) { return id.str(); });
}

template <class Enum>
std::string words_of(const std::vector<Enum>& values) {
  return list_of(values, [](Enum value) { return word_of(value); });
}

std::string in_text_quotes(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out + "\"";
}

// `{a: 1, b: 2}`, with nothing for what is empty.
class FlowMap {
 public:
  void add(const std::string& key, const std::string& value) {
    text_ += (text_.empty() ? "" : ", ") + key + ": " + value;
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string time_in_quotes(const core::DailyWindow& window) {
  return "\"" + time_span_text(window) + "\"";
}

std::string window_map(const core::DailyWindow& window) {
  FlowMap map;
  if (window.from != window.to || window.days.empty()) map.add("time", time_in_quotes(window));
  if (!window.days.empty()) map.add("days", words_of(window.days));
  return map.text();
}

std::string match_text(const core::Match& match) {
  FlowMap map;
  if (!match.kinds.empty()) map.add("kinds", words_of(match.kinds));
  if (!match.device_types.empty())
    map.add("device_types", list_of(match.device_types, in_text_quotes));
  if (!match.site_kinds.empty()) map.add("site_kinds", list_of(match.site_kinds, in_text_quotes));
  if (!match.municipalities.empty()) map.add("municipalities", ids_of(match.municipalities));
  if (!match.positions.empty()) map.add("positions", ids_of(match.positions));
  if (!match.devices.empty()) {
    map.add("devices", list_of(match.devices, [](const core::DeviceRef& device) {
              return device.municipality.str() + "/" + device.device.str();
            }));
  }
  if (!match.at.empty()) map.add("at", list_of(match.at, window_map));
  return map.empty() ? std::string() : "  match: " + map.text() + "\n";
}

std::string area_text(const core::Circle& circle) {
  return "circle: {latitude: " + number_text(circle.centre.latitude) +
         ", longitude: " + number_text(circle.centre.longitude) +
         ", radius: " + metres_text(circle.radius_m) + "}";
}

std::string area_text(const core::Polygon& polygon) {
  return "polygon: " + list_of(polygon.corners, [](const core::GeoPoint& corner) {
           return "[" + number_text(corner.latitude) + ", " + number_text(corner.longitude) + "]";
         });
}

std::string form_text(const core::OnSignal& form) {
  FlowMap map;
  if (form.at_least) map.add("at_least", number_text(*form.at_least));
  if (form.at_most) map.add("at_most", number_text(*form.at_most));
  return map.empty() ? std::string() : "  signal: " + map.text() + "\n";
}

std::string form_text(const core::Threshold& form) {
  FlowMap map;
  if (form.below) map.add("below", number_text(*form.below));
  if (form.above) map.add("above", number_text(*form.above));
  map.add("clear", number_text(form.clear));
  map.add("for", duration_text(form.hold));
  return "  threshold: " + map.text() + "\n";
}

std::string form_text(const core::Absence& form) {
  FlowMap map;
  map.add("expected", words_of(form.expected));
  map.add("within", duration_text(form.within));
  return "  absence: " + map.text() + "\n";
}

std::string form_text(const core::MissedWindow& form) {
  FlowMap map;
  map.add("time", time_in_quotes(form.window));
  if (!form.window.days.empty()) map.add("days", words_of(form.window.days));
  return "  missed_window: " + map.text() + "\n";
}

std::string form_text(const core::Count& form) {
  FlowMap map;
  map.add("at_least", std::to_string(form.at_least));
  map.add("within", duration_text(form.within));
  return "  count: " + map.text() + "\n";
}

std::string form_text(const core::Geofence& form) {
  FlowMap map;
  map.add("areas", list_of(form.areas, [](const auto& area) {
            return "{" + std::visit([](const auto& shape) { return area_text(shape); }, area) + "}";
          }));
  if (form.max_accuracy_m > 0) map.add("max_accuracy", metres_text(form.max_accuracy_m));
  if (form.max_age > Duration{0}) map.add("max_age", duration_text(form.max_age));
  return "  geofence: " + map.text() + "\n";
}

std::string form_text(const core::Confirmation& form) {
  FlowMap map;
  map.add("devices", std::to_string(form.devices));
  map.add("within", duration_text(form.within));
  return "  confirmation: " + map.text() + "\n";
}

std::string raise_text(const core::Raise& raise) {
  if (raise.type == core::AlarmType::Unspecified) return "  raise: nothing";
  FlowMap map;
  map.add("alarm", std::string(word_of(raise.type)));
  map.add("priority", std::string(word_of(raise.priority)));
  if (!raise.text.empty()) map.add("text", in_text_quotes(raise.text));
  return "  raise: " + map.text();
}

}  // namespace

std::string text_of(const core::AlarmRule& rule) {
  const std::string form = std::visit([](const auto& of) { return form_text(of); }, rule.form);
  return "- id: " + rule.id.str() + "\n" + match_text(rule.match) + form + raise_text(rule.raise);
}

std::string text_of(const core::Combination& combination) {
  return "- id: " + combination.id.str() + "\n  alarms: " + words_of(combination.types);
}

std::string text_of(const core::EscalationStep& step) {
  std::string text = "after " + duration_text(step.after) + ": " + std::string(word_of(step.kind));
  if (!step.schedule.empty()) text += ", schedule " + step.schedule.str();
  if (!step.group.empty()) text += ", group " + step.group.str();
  if (!step.receiver.empty()) text += ", receiver " + step.receiver.str();
  return text;
}

}  // namespace varde::policy
