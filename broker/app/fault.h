// Why a broker does not start: named, with a remedy and an exit code of its own, so that a service
// manager and a person at night both know what to do. docs/reference/faults.md lists them all.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "broker/eventlog/log_error.h"

namespace varde::app {

enum class Fault : std::uint8_t {
  WrongConfiguration,
  NoRoom,
  CannotListen,
  LinkImpossible,
  // Of the log, named as in eventlog::LogErrorCode.
  Storage,
  InUse,
  UnexpectedEnd,
  ShorterThanWatermark,
  DiffersFromWatermark,
  DamagedRecord,
  BrokenChain,
  NotALog,
};

inline constexpr Fault kLastFault = Fault::NotALog;

[[nodiscard]] std::string_view name(Fault fault);
[[nodiscard]] int exit_code(Fault fault);
[[nodiscard]] std::string_view remedy(Fault fault);  // One line.
[[nodiscard]] Fault fault_of(eventlog::LogErrorCode code);

// Thrown up to main. what(): "NAME: detail. Remedy: ...".
class CannotStart : public std::runtime_error {
 public:
  CannotStart(Fault fault, const std::string& detail);
  [[nodiscard]] Fault fault() const { return fault_; }

 private:
  Fault fault_;
};

}  // namespace varde::app
