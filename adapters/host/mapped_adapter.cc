#include "adapters/host/mapped_adapter.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "adapters/host/canonical.h"
#include "adapters/host/canonical_limits.h"
#include "adapters/host/codec_signals.h"
#include "adapters/host/json_values.h"
#include "adapters/host/rfc3339.h"
#include "broker/core/rules.h"

namespace varde::adapters {
namespace {

namespace json = boost::json;
using core::DecodeFailure;
using core::DecodeFailureKind;
using core::SignalState;

template <class T>
using Read = Result<T, DecodeFailure>;

// The seconds of the years 1 to 9999, which is what a stored time can be.
constexpr double kFirstSecond = -62'135'596'800.0;
constexpr double kEndSecond = 253'402'300'800.0;

DecodeFailure failed(std::string_view pointer, const std::string& reason,
                     DecodeFailureKind kind = DecodeFailureKind::Malformed) {
  const std::string place(pointer.empty() ? "payload" : pointer);
  return {kind, one_line(place + ": " + reason)};
}

Read<json::value> parse(const MapRules& rules, std::string_view payload) {
  if (payload.size() > kLargestPayload) {
    return failed(
        "", std::to_string(payload.size()) + " bytes; at most " + std::to_string(kLargestPayload),
        DecodeFailureKind::PayloadTooLarge);
  }
  if (!utf8_length(payload)) return failed("", "not UTF-8");
  if (rules.plain_text) return json::value(json::string_view(payload.data(), payload.size()));
  auto value = parse_json_value(payload, kMapDepth);
  if (!value) return failed("", value.error().reason);
  return *std::move(value);
}

const json::value* find(const json::value& document, std::string_view pointer) {
  json::error_code error;
  return document.find_pointer({pointer.data(), pointer.size()}, error);
}

// What stands at `pointer`; an empty answer: nothing, and nothing is required.
Read<std::optional<Scalar>> scalar_at(const json::value& document, std::string_view pointer,
                                      bool required) {
  const json::value* found = find(document, pointer);
  if (found == nullptr) {
    if (required) return failed(pointer, "is not there");
    return std::optional<Scalar>();
  }
  auto scalar = scalar_in(*found);
  if (!scalar) return failed(pointer, "is no single value");
  return scalar;
}

Read<bool> holds(const MapCondition& when, const json::value& document, bool required) {
  const json::value* found = find(document, when.pointer);
  if (when.exists) return (found != nullptr) == *when.exists;
  if (found == nullptr) {
    if (required) return failed(when.pointer, "is not there");
    return false;
  }
  const auto scalar = scalar_in(*found);
  if (!scalar) return false;
  for (const std::string& word : when.any_of) {
    if (is_word(*scalar, word)) return true;
  }
  return false;
}

// A state that is fixed for measurements, and told by the value itself: a null value is unknown.
bool only_measures(const MapRule& rule) {
  return std::holds_alternative<SignalState>(rule.state) && rule.value.has_value();
}

std::optional<SignalState> before(const PreviousStates& previous, core::SignalKind kind) {
  const auto found = previous.find(kind);
  return found == previous.end() ? std::nullopt : std::optional(found->second);
}

// None: the rule says nothing.
Read<std::optional<SignalState>> read_state(const MapRule& rule, const json::value& document,
                                            const PreviousStates& previous) {
  if (const auto* fixed = std::get_if<SignalState>(&rule.state)) return std::optional(*fixed);
  const auto& state = std::get<MapState>(rule.state);
  auto scalar = scalar_at(document, state.pointer, rule.required);
  if (!scalar) return std::move(scalar).error();
  if (!*scalar) return std::optional<SignalState>();
  auto answer = state_of(state.rule, **scalar, before(previous, rule.kind));
  if (!answer) return failed(state.pointer, answer.error().reason, answer.error().kind);
  return *answer;
}

// Puts the value into `signal`. False: there is none, and nothing else to say either.
Read<bool> read_value(const MapRule& rule, const json::value& document, core::Signal& signal) {
  if (!rule.value) return true;
  auto scalar = scalar_at(document, rule.value->pointer, rule.required);
  if (!scalar) return std::move(scalar).error();
  // A rule with a condition has decided what it says without the value.
  if (!*scalar) return rule.when.has_value() || !only_measures(rule);
  if (std::holds_alternative<Null>(**scalar)) {
    if (only_measures(rule) && !rule.when) signal.state = SignalState::Unknown;
    return true;
  }
  signal.value = number_in(**scalar);
  if (!signal.value) return failed(rule.value->pointer, shown(**scalar) + " is no finite number");
  signal.unit = rule.value->unit;
  return true;
}

std::string cut_to_characters(std::string text, std::size_t characters) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins && count++ == characters) {
      text.resize(i);
      break;
    }
  }
  return text;
}

Read<bool> read_text(const MapRule& rule, const json::value& document, core::Signal& signal) {
  if (!rule.text_pointer) return true;
  auto scalar = scalar_at(document, *rule.text_pointer, rule.required);
  if (!scalar) return std::move(scalar).error();
  if (!*scalar || std::holds_alternative<Null>(**scalar)) return true;
  const auto* text = std::get_if<std::string>(&**scalar);
  signal.text = cut_to_characters(text != nullptr ? *text : shown(**scalar), kTextCharacters);
  return true;
}

// None: the rule says nothing of this message.
Read<std::optional<core::Signal>> apply(const MapRule& rule, const json::value& document,
                                        const PreviousStates& previous) {
  const std::optional<core::Signal> nothing;
  if (rule.when) {
    const auto applies = holds(*rule.when, document, rule.required);
    if (!applies) return applies.error();
    if (!*applies) return nothing;
  }
  const auto state = read_state(rule, document, previous);
  if (!state) return state.error();
  if (!*state) return nothing;
  core::Signal signal;
  signal.kind = rule.kind;
  signal.state = **state;
  const auto says = read_value(rule, document, signal);
  if (!says) return says.error();
  if (!*says) return nothing;
  if (const auto text = read_text(rule, document, signal); !text) return text.error();
  return std::optional(std::move(signal));
}

// The higher, the worse.
int badness(SignalState state) {
  switch (state) {
    case SignalState::Normal: return 0;
    case SignalState::Test: return 1;
    case SignalState::Unknown: return 2;
    case SignalState::Fault: return 3;
    case SignalState::Unspecified:
    case SignalState::Active: return 4;
  }
  return 4;
}

// Two rules may speak of one alarm (two loops of a fire panel): what is normal in the one must not
// end what is wrong in the other.
void add(std::vector<core::Signal>& signals, core::Signal signal) {
  const auto same = std::ranges::find(signals, signal.kind, &core::Signal::kind);
  if (same == signals.end() || !core::has_state(signal.kind)) {
    signals.push_back(std::move(signal));
  } else if (badness(signal.state) > badness(same->state)) {
    *same = std::move(signal);
  }
}

Read<std::optional<Instant>> read_time(const MapTime& time, const json::value& document) {
  auto scalar = scalar_at(document, time.pointer, false);
  if (!scalar) return std::move(scalar).error();
  if (!*scalar || std::holds_alternative<Null>(**scalar)) return std::optional<Instant>();
  if (time.format == MapTimeFormat::Rfc3339) {
    const auto* text = std::get_if<std::string>(&**scalar);
    const auto instant = text != nullptr ? parse_rfc3339(*text) : std::nullopt;
    if (!instant) return failed(time.pointer, shown(**scalar) + " is no RFC 3339 time");
    return instant;
  }
  const auto number = number_in(**scalar);
  if (!number) return failed(time.pointer, shown(**scalar) + " is no finite number");
  const double scale = time.format == MapTimeFormat::EpochMilliseconds ? 1e-3 : 1.0;
  const double seconds = *number * scale;
  if (seconds < kFirstSecond || seconds >= kEndSecond) {
    return failed(time.pointer, "not a time in the years 1 to 9999", DecodeFailureKind::OutOfRange);
  }
  return std::optional(Instant(Duration(std::llround(seconds * 1e6))));
}

Read<std::optional<core::SignalKey>> read_key(const MapRules& rules, const json::value& document) {
  const std::optional<core::SignalKey> none;
  if (!rules.sequence_pointer) return none;
  const json::value* sequence = find(document, *rules.sequence_pointer);
  if (sequence == nullptr || sequence->is_null()) return none;
  const auto number = whole_number_in(*sequence);
  if (!number) return failed(*rules.sequence_pointer, "is no whole number from 0 on");
  core::SignalKey key{"", *number};
  if (rules.boot_pointer) {
    auto boot = scalar_at(document, *rules.boot_pointer, false);
    if (!boot) return std::move(boot).error();
    if (*boot && !std::holds_alternative<Null>(**boot)) {
      const auto* text = std::get_if<std::string>(&**boot);
      key.boot = text != nullptr ? *text : shown(**boot);
    }
    if (utf8_length(key.boot).value_or(kBootCharacters + 1) > kBootCharacters) {
      return failed(*rules.boot_pointer,
                    "longer than " + std::to_string(kBootCharacters) + " characters",
                    DecodeFailureKind::OutOfRange);
    }
  }
  return std::optional(std::move(key));
}

}  // namespace

Result<std::vector<core::Signal>, DecodeFailure> decode_mapped(const MapRules& rules,
                                                               std::string_view payload,
                                                               const PreviousStates& previous) {
  const auto document = parse(rules, payload);
  if (!document) return document.error();
  std::vector<core::Signal> signals;
  for (const MapRule& rule : rules.rules) {
    auto signal = apply(rule, *document, previous);
    if (!signal) return std::move(signal).error();
    if (!*signal) continue;
    add(signals, **std::move(signal));
  }
  if (signals.size() > kSignalsOfMessage) {
    return failed("", "says more than " + std::to_string(kSignalsOfMessage) + " signals");
  }
  if (signals.empty()) return signals;

  std::optional<Instant> device_time;
  if (rules.device_time) {
    const auto time = read_time(*rules.device_time, *document);
    if (!time) return time.error();
    device_time = *time;
  }
  const auto key = read_key(rules, *document);
  if (!key) return key.error();
  for (core::Signal& signal : signals) {
    signal.device_time = device_time;
    signal.key = *key;
  }
  return signals;
}

}  // namespace varde::adapters
