// Devices that are on test or out of service: for whom, who said so, why, until when.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// What is excepted; what is set must all agree with the device. At least one of the last four is
// set.
struct ExceptionScope {
  MunicipalityId municipality;  // Always set.
  DeviceId device;
  PositionId position;
  std::string site;  // Everything there: a zone, a building.
  std::string device_type;
  friend bool operator==(const ExceptionScope&, const ExceptionScope&) = default;
};

struct ServiceException {
  ExceptionId id;
  ExceptionKind kind = ExceptionKind::Unspecified;
  ExceptionScope scope;
  UserId user;
  std::string reason;
  Instant since;
  Instant until;  // Ends by itself.
  friend bool operator==(const ServiceException&, const ServiceException&) = default;
};

struct ServiceExceptions {
  std::map<ExceptionId, ServiceException> running;
  ExceptionId newest;
  friend bool operator==(const ServiceExceptions&, const ServiceExceptions&) = default;
};

}  // namespace varde::core
