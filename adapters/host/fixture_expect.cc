#include "adapters/host/fixture_expect.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <utility>

#include "adapters/host/codec_fields.h"
#include "adapters/host/json_values.h"
#include "adapters/host/signal_json.h"
#include "broker/base/overload.h"
#include "broker/wire/names.h"

namespace varde::adapters {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownBytes = 300;
constexpr int kEndOfKinds = 256;

// An answer that leaves the state out means active. An expectation says so: who reads the case
// shall not have to know.
std::optional<ResultFault> fault_of_states(const json::value& signals) {
  const auto* array = signals.if_array();
  if (array == nullptr) return fault("", "is no array of signals");
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto* signal = (*array)[i].if_object();
    if (signal != nullptr && signal->if_contains("state") == nullptr) {
      return fault("[" + std::to_string(i) + "]", "state: missing (write \"active\" out)");
    }
  }
  return std::nullopt;
}

Result<Expectation, ResultFault> failure_in(const json::value& value) {
  const auto* word = value.if_string();
  if (word == nullptr || *word != "malformed") return fault("", "is not \"malformed\"");
  return Expectation(ExpectFailure{});
}

Result<Expectation, ResultFault> signals_in(const json::value& value) {
  if (auto wrong = fault_of_states(value)) return *std::move(wrong);
  auto signals = read_signals(json::serialize(value), every_kind());
  if (!signals) return std::move(signals).error();
  return Expectation(*std::move(signals));
}

Result<Expectation, ResultFault> envelope_in(const json::value& value) {
  if (const auto* object = value.if_object(); object != nullptr && object->contains("signals")) {
    if (auto wrong = fault_of_states(object->at("signals"))) {
      return fault("signals", wrong->reason);
    }
  }
  auto envelope = read_unwrapped(json::serialize(value), every_kind());
  if (!envelope) return std::move(envelope).error();
  return Expectation(*std::move(envelope));
}

Result<Expectation, ResultFault> publish_in(const json::value& value) {
  auto publish = read_publish(json::serialize(value));
  if (!publish) return std::move(publish).error();
  return Expectation(*std::move(publish));
}

Result<Expectation, ResultFault> downlink_in(const json::value& value) {
  auto downlink = read_downlink(json::serialize(value));
  if (!downlink) return std::move(downlink).error();
  return Expectation(*std::move(downlink));
}

struct Form {
  std::string_view field;
  Result<Expectation, ResultFault> (*read)(const json::value&);
};
constexpr Form kForms[]{
    {"expect_failure", failure_in},    {"expect", signals_in},
    {"expect_unwrapped", envelope_in}, {"expect_publish", publish_in},
    {"expect_downlink", downlink_in},
};

std::string shown(const json::value& value) {
  std::string text = to_json_text(value);
  if (text.size() > kShownBytes) text = text.substr(0, kShownBytes) + "...";
  return text;
}

// Numbers are equal whatever type they were parsed as.
bool same_scalar(const json::value& a, const json::value& b) {
  return a == b || (a.is_number() && b.is_number() && to_json_text(a) == to_json_text(b));
}

void compare(const json::value& expected, const json::value& got, const std::string& path,
             std::vector<std::string>& lines);

void compare_objects(const json::object& expected, const json::object& got, const std::string& path,
                     std::vector<std::string>& lines) {
  const auto inside = [&](json::string_view name) {
    return (path.empty() ? "" : path + ".") + std::string(name.data(), name.size());
  };
  for (const auto& [name, value] : expected) {
    const json::value* other = got.if_contains(name);
    if (other == nullptr) {
      lines.push_back(inside(name) + ": expected " + shown(value) + ", got nothing");
    } else {
      compare(value, *other, inside(name), lines);
    }
  }
  for (const auto& [name, value] : got) {
    if (!expected.contains(name)) {
      lines.push_back(inside(name) + ": expected nothing, got " + shown(value));
    }
  }
}

void compare_arrays(const json::array& expected, const json::array& got, const std::string& path,
                    std::vector<std::string>& lines) {
  const std::size_t most = std::max(expected.size(), got.size());
  for (std::size_t i = 0; i < most; ++i) {
    const std::string at = path + "[" + std::to_string(i) + "]";
    if (i >= got.size()) {
      lines.push_back(at + ": expected " + shown(expected[i]) + ", got nothing");
    } else if (i >= expected.size()) {
      lines.push_back(at + ": expected nothing, got " + shown(got[i]));
    } else {
      compare(expected[i], got[i], at, lines);
    }
  }
}

// Goes as deep as the parser allowed.
void compare(const json::value& expected, const json::value& got, const std::string& path,
             std::vector<std::string>& lines) {
  if (expected.is_object() && got.is_object()) {
    compare_objects(expected.get_object(), got.get_object(), path, lines);
  } else if (expected.is_array() && got.is_array()) {
    compare_arrays(expected.get_array(), got.get_array(), path, lines);
  } else if (!same_scalar(expected, got)) {
    lines.push_back((path.empty() ? "" : path + ": ") + "expected " + shown(expected) + ", got " +
                    shown(got));
  }
}

}  // namespace

const std::vector<core::SignalKind>& every_kind() {
  static const std::vector<core::SignalKind> kAll = [] {
    std::vector<core::SignalKind> all;
    for (int number = 1; number < kEndOfKinds; ++number) {
      const auto kind = static_cast<core::SignalKind>(number);
      if (!wire::name(kind).empty()) all.push_back(kind);
    }
    return all;
  }();
  return kAll;
}

Result<Expectation, ResultFault> read_expectation(const json::object& fixture) {
  const Form* form = nullptr;
  for (const Form& candidate : kForms) {
    if (!fixture.contains({candidate.field.data(), candidate.field.size()})) continue;
    if (form != nullptr) {
      return fault(candidate.field, std::string(form->field) + " stands beside it");
    }
    form = &candidate;
  }
  if (form == nullptr) return fault("expect", "missing");
  auto expectation = form->read(fixture.at({form->field.data(), form->field.size()}));
  if (!expectation) return fault(form->field, expectation.error().reason);
  return expectation;
}

json::value to_json(const Expectation& expectation) {
  return std::visit(
      Overload{[](ExpectFailure) -> json::value { return "not understood"; },
               [](const auto& answer) -> json::value { return adapters::to_json(answer); }},
      expectation);
}

std::vector<std::string> differences(const json::value& expected, const json::value& got) {
  std::vector<std::string> lines;
  compare(expected, got, "", lines);
  return lines;
}

}  // namespace varde::adapters
