// Who is on shift.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"

namespace varde::core {

struct Shift {
  Instant since;
  std::vector<MunicipalityId> municipalities;  // Empty: all.
  friend bool operator==(const Shift&, const Shift&) = default;
};

// What the last who went left for the next. At most limits::kTextBytes.
struct Handover {
  UserId user;
  Instant at;
  std::string note;
  std::vector<MunicipalityId> municipalities{};  // Of that shift; empty: all.
  friend bool operator==(const Handover&, const Handover&) = default;
};

struct Duty {
  std::map<UserId, Shift> on_shift;
  std::vector<Handover> handovers;  // The newest limits::kHandovers, oldest first.
  friend bool operator==(const Duty&, const Duty&) = default;
};

}  // namespace varde::core
