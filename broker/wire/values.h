// Inside broker/wire: the values that events and snapshots are made of.
//
// Reading never stops half way: each function gives the value as far as it can be read and tells
// `Check` of the first thing that is wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/base/utf8.h"
#include "broker/core/event.h"
#include "broker/core/signal.h"
#include "broker/wire/enums.h"
#include "broker/wire/events.h"
#include "varde/v1/event.pb.h"
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

}  // namespace varde::wire
