// Which signals a rule looks at.
#include "broker/base/ids.h"
#include "broker/policy/rule_parts.h"

namespace varde::policy {
namespace {

// A name of the register; a problem if it is none, or the register is known and has none such.
template <class List, class IdOf>
bool check_known(const Word& word, std::string_view text, std::string_view what, const List* list,
                 IdOf id_of, Problems& problems) {
  if (list == nullptr) return true;
  std::vector<std::string_view> ids;
  for (const auto& item : *list) ids.emplace_back(id_of(item));
  if (std::ranges::find(ids, text) != ids.end()) return true;
  problems.add(ConfigErrorCode::NotAllowed, word.mark, word.path,
               "the register has no " + std::string(what) + " " + in_quotes(word.text) +
                   did_you_mean(text, ids),
               "an id of the register");
  return false;
}

bool check_name(const Word& word, std::string_view text, Problems& problems) {
  if (is_name(text)) return true;
  problems.add(ConfigErrorCode::InvalidName, word.mark, word.path,
               in_quotes(word.text) + " is no id", "1 to 64 of a-z A-Z 0-9 . _ : -");
  return false;
}

std::vector<PositionId> positions_in(YamlMap& map, const Known& known, Problems& problems) {
  std::vector<PositionId> positions;
  const auto* const list = known.site == nullptr ? nullptr : &known.site->positions;
  for (const Word& word : words_in(map, "positions", kListItems, problems)) {
    if (!check_name(word, word.text, problems)) continue;
    const auto id_of = [](const core::Position& position) -> const std::string& {
      return position.id.str();
    };
    if (check_known(word, word.text, "position", list, id_of, problems)) {
      positions.emplace_back(word.text);
    }
  }
  return positions;
}

std::optional<core::DeviceRef> device_of(const Word& word, const Known& known, Problems& problems) {
  const auto slash = word.text.find('/');
  const std::string municipality = word.text.substr(0, slash);
  const std::string device = slash == std::string::npos ? "" : word.text.substr(slash + 1);
  if (!is_name(municipality) || !is_name(device)) {
    problems.add(ConfigErrorCode::InvalidName, word.mark, word.path,
                 in_quotes(word.text) + " is no device",
                 "municipality and device, such as nordlia/alarm-0114");
    return std::nullopt;
  }
  core::DeviceRef ref{MunicipalityId(municipality), DeviceId(device)};
  if (known.site == nullptr || std::ranges::find(known.site->devices, ref, &core::Device::ref) !=
                                   known.site->devices.end()) {
    return ref;
  }
  problems.add(ConfigErrorCode::NotAllowed, word.mark, word.path,
               "the register has no device " + in_quotes(word.text), "a device of the register");
  return std::nullopt;
}

std::vector<std::string> texts_in(YamlMap& map, std::string_view key, Problems& problems) {
  std::vector<std::string> texts;
  for (Word& word : words_in(map, key, kListItems, problems)) {
    if (word.text.empty() || word.text.size() > kNameBytes) {
      problems.add(ConfigErrorCode::OutOfRange, word.mark, word.path,
                   "is " + std::to_string(word.text.size()) + " bytes long",
                   "1 to " + std::to_string(kNameBytes) + " bytes");
    } else {
      texts.push_back(std::move(word.text));
    }
  }
  return texts;
}

}  // namespace

void check_municipality(const Word& word, const Known& known, Problems& problems) {
  if (!check_name(word, word.text, problems)) return;
  const auto* const list = known.site == nullptr ? nullptr : &known.site->municipalities;
  const auto id_of = [](const core::Municipality& municipality) -> const std::string& {
    return municipality.id.str();
  };
  check_known(word, word.text, "municipality", list, id_of, problems);
}

std::vector<MunicipalityId> municipalities_in(YamlMap& map, std::string_view key,
                                              const Known& known, Problems& problems) {
  std::vector<MunicipalityId> municipalities;
  for (const Word& word : words_in(map, key, kListItems, problems)) {
    check_municipality(word, known, problems);
    municipalities.emplace_back(word.text);
  }
  return municipalities;
}

core::Match read_match(YamlMap& rule, const Known& known, Problems& problems) {
  core::Match match;
  if (!rule.has("match")) return match;
  YamlMap map(
      rule.at("match"), rule.path_of("match"), problems,
      {"kinds", "device_types", "site_kinds", "municipalities", "positions", "devices", "at"});
  match.kinds = values_in<core::SignalKind>(map, "kinds", "kind of signal", problems);
  match.device_types = texts_in(map, "device_types", problems);
  match.site_kinds = texts_in(map, "site_kinds", problems);
  match.municipalities = municipalities_in(map, "municipalities", known, problems);
  match.positions = positions_in(map, known, problems);
  for (const Word& word : words_in(map, "devices", kListItems, problems)) {
    if (auto device = device_of(word, known, problems)) match.devices.push_back(*device);
  }
  match.at = windows_in(map, "at", problems);
  return match;
}

}  // namespace varde::policy
