// Who and what is known: municipalities, positions and the devices that fill them.
#pragma once

#include <map>
#include <optional>

#include "broker/base/ids.h"
#include "broker/core/event.h"
#include "broker/core/input.h"

namespace varde::core {

struct Register {
  std::map<MunicipalityId, Municipality> municipalities;
  std::map<PositionId, Position> positions;
  std::map<DeviceRef, Device> devices;

  [[nodiscard]] const Device* find_device(const DeviceRef& ref) const;
  [[nodiscard]] const Position* find_position(const PositionId& id) const;
  [[nodiscard]] bool has_municipality(const MunicipalityId& id) const {
    return municipalities.contains(id);
  }
  friend bool operator==(const Register&, const Register&) = default;
};

// What has to change for `current` to become `wanted`; none if it is that already.
[[nodiscard]] std::optional<RegisterChanged> difference(const Register& current,
                                                        const ApplyRegister& wanted);

[[nodiscard]] Register evolve(Register current, const RegisterChanged& event);

}  // namespace varde::core
