// Inside broker/wire: the values that events and snapshots are made of.
//
// Reading never stops half way: each function gives the value as far as it can be read and tells
// `Check` of the first thing that is wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/base/utf8.h"
#include "broker/core/event.h"
#include "broker/core/signal.h"
#include "broker/wire/enums.h"
#include "broker/wire/events.h"
#include "varde/v1/event.pb.h"
#include "varde/v1/policy.pb.h"
#include "varde/v1/signal.pb.h"

namespace varde::wire {

// Remembers the first problem met while one message is read.
class Check {
 public:
  // Only a broken or foreign program writes a record without this.
  void missing(std::string_view field) { note(field, " is missing", false); }
  // A later version writes this.
  void unknown(std::string_view field, int number);
  // None of the alternatives of a `oneof` that this version knows: a later version's if `message`
  // has fields that are unknown here, else nobody's.
  void no_alternative(std::string_view field, const google::protobuf::Message& message);
  void wrong(std::string_view field, std::string_view what) { note(field, what, false); }

  [[nodiscard]] const std::optional<WireError>& error() const { return error_; }

  template <class Core>
  Core code(typename Words<Core>::Code number, std::string_view field) {
    const std::optional<Core> value = from_code<Core>(number);
    if (!value) unknown(field, static_cast<int>(number));
    return value.value_or(Core{});
  }

 private:
  void note(std::string_view field, std::string_view what, bool later);
  std::optional<WireError> error_;
};

template <class Tag>
std::string text(const NameId<Tag>& id) {
  return to_utf8(id.str());
}
inline std::string text(const std::string& value) { return to_utf8(value); }

// Lists of names, of words.
template <class Tag>
void to_proto(const std::vector<NameId<Tag>>& ids,
              google::protobuf::RepeatedPtrField<std::string>& out) {
  for (const auto& id : ids) out.Add(text(id));
}
inline void to_proto(const std::vector<std::string>& values,
                     google::protobuf::RepeatedPtrField<std::string>& out) {
  for (const auto& value : values) out.Add(text(value));
}
template <class Name>
[[nodiscard]] std::vector<Name> read_names(
    const google::protobuf::RepeatedPtrField<std::string>& in) {
  std::vector<Name> out;
  for (const auto& name : in) out.emplace_back(name);
  return out;
}
template <class Core>
void to_proto(const std::vector<Core>& values, google::protobuf::RepeatedField<int>& out) {
  for (const Core value : values) out.Add(to_code(value));
}
template <class Core>
[[nodiscard]] std::vector<Core> read_codes(const google::protobuf::RepeatedField<int>& in,
                                           std::string_view field, Check& check) {
  std::vector<Core> out;
  for (const int number : in)
    out.push_back(check.code<Core>(static_cast<typename Words<Core>::Code>(number), field));
  return out;
}

void to_proto(const core::SignalKey& key, v1::SignalKey& out);
[[nodiscard]] core::SignalKey read(const v1::SignalKey& in);

void to_proto(const core::DeviceRef& ref, v1::DeviceRef& out);
[[nodiscard]] core::DeviceRef read(const v1::DeviceRef& in);

void to_proto(const core::GeoPoint& point, v1::GeoPoint& out);
[[nodiscard]] core::GeoPoint read(const v1::GeoPoint& in);

void to_proto(const core::RawMessage& raw, v1::RawMessage& out);
[[nodiscard]] core::RawMessage read(const v1::RawMessage& in, Check& check);

[[nodiscard]] core::Signal read(const v1::Signal& in, Check& check);

void to_proto(const core::RegisterChanged& change, v1::RegisterChanged& out);
[[nodiscard]] core::RegisterChanged read(const v1::RegisterChanged& in);

void to_proto(const core::AlarmRaised& raised, v1::AlarmRaised& out);
[[nodiscard]] core::AlarmRaised read(const v1::AlarmRaised& in, Check& check);

void to_proto(const core::Effect& effect, v1::EffectRequested& out);
[[nodiscard]] core::Effect read(const v1::EffectRequested& in, Check& check);

// windows.cc
void to_proto(const core::LocalTime& time, v1::LocalTime& out);
[[nodiscard]] core::LocalTime read(const v1::LocalTime& in, Check& check);

void to_proto(const core::DailyWindow& window, v1::DailyWindow& out);
[[nodiscard]] core::DailyWindow read(const v1::DailyWindow& in, Check& check);

using StoredWindows = google::protobuf::RepeatedPtrField<v1::DailyWindow>;
void to_proto(const std::vector<core::DailyWindow>& windows, StoredWindows& out);
[[nodiscard]] std::vector<core::DailyWindow> read(const StoredWindows& in, Check& check);

// rules.cc
void to_proto(const core::Ruleset& rules, v1::Ruleset& out);
[[nodiscard]] core::Ruleset read(const v1::Ruleset& in, Check& check);

// policies.cc
void to_proto(const core::Policies& policies, v1::Policies& out);
[[nodiscard]] core::Policies read(const v1::Policies& in, Check& check);

// timers.cc
void to_proto(const core::TimerSet& timer, v1::TimerSet& out);
[[nodiscard]] core::TimerSet read(const v1::TimerSet& in, Check& check);

// exceptions.cc
[[nodiscard]] core::ServiceException read(const v1::ServiceException& in, Check& check);

// incident_events.cc
void to_proto(const core::IncidentOpened& opened, v1::IncidentOpened& out);
[[nodiscard]] core::IncidentOpened read(const v1::IncidentOpened& in, Check& check);

}  // namespace varde::wire
