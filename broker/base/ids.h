// Ids that cannot be taken for one another.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace varde {

// A name given by people or devices. Its letters are not checked here: see `is_name`.
template <class Tag>
class NameId {
 public:
  NameId() = default;
  explicit NameId(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] const std::string& str() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

  friend auto operator<=>(const NameId&, const NameId&) = default;
  friend std::ostream& operator<<(std::ostream& out, const NameId& id) { return out << id.value_; }

 private:
  std::string value_;
};

// A number that Varde gives. 0 means none.
template <class Tag>
class NumberId {
 public:
  constexpr NumberId() = default;
  constexpr explicit NumberId(std::uint64_t value) : value_(value) {}

  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }
  [[nodiscard]] constexpr bool none() const { return value_ == 0; }
  [[nodiscard]] constexpr NumberId next() const { return NumberId(value_ + 1); }

  friend constexpr auto operator<=>(const NumberId&, const NumberId&) = default;
  friend std::ostream& operator<<(std::ostream& out, const NumberId& id) {
    return out << id.value_;
  }

 private:
  std::uint64_t value_ = 0;
};

using MunicipalityId = NameId<struct MunicipalityTag>;
using PositionId = NameId<struct PositionTag>;
using DeviceId = NameId<struct DeviceTag>;
using LinkId = NameId<struct LinkTag>;
using AdapterId = NameId<struct AdapterTag>;
using UserId = NameId<struct UserTag>;
using SessionId = NameId<struct SessionTag>;  // One log-in. Not the secret of its cookie.
using PersonId = NameId<struct PersonTag>;    // On call; need not be a user.
using ScheduleId = NameId<struct ScheduleTag>;
using GroupId = NameId<struct GroupTag>;
using PolicyId = NameId<struct PolicyTag>;
using RuleId = NameId<struct RuleTag>;
using ReceiverId = NameId<struct ReceiverTag>;  // Where notifications go out.

using AlarmId = NumberId<struct AlarmTag>;
using IncidentId = NumberId<struct IncidentTag>;
using ExceptionId = NumberId<struct ExceptionTag>;  // On test or out of service.
using EffectId = NumberId<struct EffectTag>;
using LogPosition = NumberId<struct LogPositionTag>;  // Counts events from 1, without gaps.

// True for 1 to 64 of `a-z A-Z 0-9 . _ : -`: what a municipality or device may be called in a
// topic.
[[nodiscard]] bool is_name(std::string_view text);

}  // namespace varde

template <class Tag>
struct std::hash<varde::NameId<Tag>> {
  std::size_t operator()(const varde::NameId<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.str());
  }
};

template <class Tag>
struct std::hash<varde::NumberId<Tag>> {
  std::size_t operator()(const varde::NumberId<Tag>& id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value());
  }
};
