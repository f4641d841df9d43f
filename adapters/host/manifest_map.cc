// The `map:` of a manifest: a list of rules, and of what holds for the whole message.
#include <algorithm>
#include <utility>

#include "adapters/host/manifest_parts.h"
#include "broker/wire/names.h"

namespace varde::adapters {
namespace {

using core::SignalKind;
using core::SignalState;
using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

constexpr double kLargestLimit = 1e12;
constexpr std::size_t kUnitBytes = 64;

class MapReader {
 public:
  MapReader(const std::vector<SignalKind>& kinds, Problems& problems)
      : kinds_(kinds), problems_(problems) {}

  MapRules read(YamlMap& manifest);

 private:
  void read_item(const YAML::Node& node, const std::string& path);
  void read_of_message(YamlMap& item);
  void read_rule(YamlMap& item, const std::string& path, const YAML::Mark& mark);
  void read_fixed_signal(YamlMap& item, MapRule& rule);
  SignalKind kind_in(YamlMap& map);
  std::string pointer_in(YamlMap& map);
  std::optional<std::string> pointer_of(YamlMap& item, std::string_view key);
  std::optional<MapCondition> condition_in(YamlMap& item);
  std::variant<SignalState, MapState> state_in(YamlMap& item);
  MapState mapped_state(YamlMap& item);
  ValueStates values_in(YamlMap& state);
  std::optional<MapValue> value_in(YamlMap& item);
  std::optional<MapTime> time_in(YamlMap& item);
  void twice(YamlMap& item, std::string_view key);

  const std::vector<SignalKind>& kinds_;
  Problems& problems_;
  MapRules rules_;
};

// May be empty, unlike other text: "" is the whole payload.
std::string MapReader::pointer_in(YamlMap& map) {
  if (!map.require("pointer")) return {};
  const auto word = word_at(map.at("pointer"), map.path_of("pointer"), problems_);
  return word ? word->text : "";
}

// `text: {pointer: /x}`.
std::optional<std::string> MapReader::pointer_of(YamlMap& item, std::string_view key) {
  if (!item.has(key)) return std::nullopt;
  YamlMap map(item.at(key), item.path_of(key), problems_, {"pointer"});
  return pointer_in(map);
}

SignalKind MapReader::kind_in(YamlMap& map) {
  if (!map.require("kind")) return SignalKind::Unspecified;
  const auto word = word_at(map.at("kind"), map.path_of("kind"), problems_);
  const auto kind = word ? kind_of(*word, map.path_of("kind"), problems_) : std::nullopt;
  if (!kind) return SignalKind::Unspecified;
  if (std::ranges::find(kinds_, *kind) == kinds_.end()) {
    problems_.add(ConfigErrorCode::NotAllowed, word->mark, map.path_of("kind"),
                  word->text + " is among the signals of no type");
  }
  return *kind;
}

std::optional<MapCondition> MapReader::condition_in(YamlMap& item) {
  if (!item.has("when")) return std::nullopt;
  YamlMap map(item.at("when"), item.path_of("when"), problems_,
              {"pointer", "equals", "in", "exists"});
  MapCondition when;
  when.pointer = pointer_in(map);
  map.require_one_of({"equals", "in", "exists"});
  if (map.has("equals")) {
    const auto word = word_at(map.at("equals"), map.path_of("equals"), problems_);
    if (word) when.any_of.push_back(word->text);
  }
  for (const YAML::Node& node : map.list("in")) {
    const auto word = word_at(node, map.path_of("in"), problems_);
    if (word) when.any_of.push_back(word->text);
  }
  when.exists = map.boolean("exists");
  if (map.has("equals") && map.has("in")) {
    problems_.add(ConfigErrorCode::NotAllowed, map.mark_of("in"), map.path_of("in"),
                  "equals stands beside it", "one of equals, in and exists");
  }
  return when;
}

ValueStates MapReader::values_in(YamlMap& state) {
  ValueStates values;
  const std::string path = state.path_of("values");
  for (const FreeEntry& entry : free_entries(state.at("values"), path, problems_)) {
    const std::string at = path + "." + entry.key.text;
    const auto word = word_at(entry.value, at, problems_);
    const auto means = word ? state_of_word(*word, at, problems_) : std::nullopt;
    if (means) values.states.emplace(entry.key.text, *means);
  }
  return values;
}

MapState MapReader::mapped_state(YamlMap& item) {
  YamlMap map(item.at("state"), item.path_of("state"), problems_,
              {"pointer", "values", "above", "clears_below", "below", "clears_above"});
  MapState state;
  state.pointer = pointer_in(map);
  if (map.has("values")) {
    for (const char* key : {"above", "clears_below", "below", "clears_above"}) {
      if (map.has(key)) {
        problems_.add(ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
                      "values stands beside it");
      }
    }
    state.rule = values_in(map);
  } else {
    map.require_one_of({"values", "above", "below"});
    const auto limit = [&](std::string_view key) {
      return map.number(key, -kLargestLimit, kLargestLimit);
    };
    state.rule =
        Threshold{limit("above"), limit("clears_below"), limit("below"), limit("clears_above")};
  }
  return state;
}

std::variant<SignalState, MapState> MapReader::state_in(YamlMap& item) {
  if (!item.has("state")) return SignalState::Active;
  const YAML::Node node = item.at("state");
  if (node.IsMap()) return mapped_state(item);
  const std::string path = item.path_of("state");
  const auto word = word_at(node, path, problems_);
  const auto state = word ? state_of_word(*word, path, problems_) : std::nullopt;
  return state.value_or(SignalState::Active);
}

std::optional<MapValue> MapReader::value_in(YamlMap& item) {
  if (!item.has("value")) return std::nullopt;
  YamlMap map(item.at("value"), item.path_of("value"), problems_, {"pointer", "unit"});
  MapValue value;
  value.pointer = pointer_in(map);
  value.unit = map.text("unit", kUnitBytes).value_or("");
  return value;
}

std::optional<MapTime> MapReader::time_in(YamlMap& item) {
  YamlMap map(item.at("device_time"), item.path_of("device_time"), problems_,
              {"pointer", "format"});
  MapTime time;
  time.pointer = pointer_in(map);
  map.require("format");
  const auto format = map.word("format", {"epoch_s", "epoch_ms", "rfc3339"});
  if (format == "epoch_s") time.format = MapTimeFormat::EpochSeconds;
  if (format == "epoch_ms") time.format = MapTimeFormat::EpochMilliseconds;
  return time;
}

// `signal: {kind: fire, state: active}`.
void MapReader::read_fixed_signal(YamlMap& item, MapRule& rule) {
  for (const char* key : {"kind", "state", "value", "text"}) {
    if (item.has(key)) {
      problems_.add(ConfigErrorCode::NotAllowed, item.mark_of(key), item.path_of(key),
                    "signal stands beside it");
    }
  }
  YamlMap signal(item.at("signal"), item.path_of("signal"), problems_, {"kind", "state"});
  rule.kind = kind_in(signal);
  signal.require("state");
  if (signal.at("state").IsMap()) {
    problems_.add(ConfigErrorCode::WrongType, signal.mark_of("state"), signal.path_of("state"),
                  "holds keys", "active, normal, fault, unknown, test");
    return;
  }
  rule.state = state_in(signal);
}

void MapReader::read_rule(YamlMap& item, const std::string& path, const YAML::Mark& mark) {
  MapRule rule;
  const std::size_t before = problems_.errors().size();
  rule.when = condition_in(item);
  if (item.has("signal")) {
    read_fixed_signal(item, rule);
  } else {
    rule.kind = kind_in(item);
    rule.state = state_in(item);
    rule.value = value_in(item);
    rule.text_pointer = pointer_of(item, "text");
  }
  rule.required = item.boolean("required").value_or(false);
  if (problems_.errors().size() == before) {
    // Each rule for itself, so that what is wrong is told with its place.
    MapRules alone;
    alone.rules.push_back(rule);
    if (auto fault = fault_of(alone)) {
      constexpr std::string_view kNumber = "rule 1: ";
      if (fault->starts_with(kNumber)) fault->erase(0, kNumber.size());
      problems_.add(ConfigErrorCode::NotAllowed, mark, path, *fault);
    }
  }
  rules_.rules.push_back(std::move(rule));
}

void MapReader::twice(YamlMap& item, std::string_view key) {
  problems_.add(ConfigErrorCode::Duplicate, item.mark_of(key), item.path_of(key),
                "stands in the map twice");
}

void MapReader::read_of_message(YamlMap& item) {
  if (item.has("device_time")) {
    if (rules_.device_time) twice(item, "device_time");
    rules_.device_time = time_in(item);
  }
  if (item.has("sequence")) {
    if (rules_.sequence_pointer) twice(item, "sequence");
    rules_.sequence_pointer = pointer_of(item, "sequence");
  }
  if (item.has("boot")) {
    if (rules_.boot_pointer) twice(item, "boot");
    rules_.boot_pointer = pointer_of(item, "boot");
  }
  if (item.has("plain_text")) rules_.plain_text = item.boolean("plain_text").value_or(false);
}

void MapReader::read_item(const YAML::Node& node, const std::string& path) {
  YamlMap item(node, path, problems_,
               {"kind", "state", "value", "text", "when", "required", "signal", "device_time",
                "sequence", "boot", "plain_text"});
  if (!node.IsMap()) return;
  bool of_message = false;
  for (const char* key : {"device_time", "sequence", "boot", "plain_text"}) {
    of_message = of_message || item.has(key);
  }
  if (!of_message) return read_rule(item, path, node.Mark());
  for (const char* key : {"kind", "state", "value", "text", "when", "required", "signal"}) {
    if (item.has(key)) {
      problems_.add(ConfigErrorCode::NotAllowed, item.mark_of(key), item.path_of(key),
                    "device_time, sequence, boot and plain_text are items of their own: they hold "
                    "for the whole message");
    }
  }
  read_of_message(item);
}

MapRules MapReader::read(YamlMap& manifest) {
  const std::string path = manifest.path_of("map");
  const auto items = manifest.list("map");
  constexpr std::size_t kItems = kMapRules + 4;
  for (std::size_t i = 0; i < items.size() && i <= kItems; ++i) {
    read_item(items[i], path + "[" + std::to_string(i) + "]");
  }
  if (problems_.errors().empty()) {
    if (const auto fault = fault_of(rules_)) {
      problems_.add(ConfigErrorCode::NotAllowed, manifest.mark_of("map"), path, *fault);
    }
  }
  return std::move(rules_);
}

}  // namespace

MapRules read_map(YamlMap& manifest, const std::vector<SignalKind>& kinds, Problems& problems) {
  return MapReader(kinds, problems).read(manifest);
}

}  // namespace varde::adapters
