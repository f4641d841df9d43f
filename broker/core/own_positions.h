// Positions that stand in no register: Varde's own, for what it has to raise an alarm about.
#pragma once

#include <string>

#include "broker/base/ids.h"
#include "broker/core/signal.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// True for those of this file: no register has them.
[[nodiscard]] bool is_own_position(const PositionId& position);

// Of a device in no register. A call from it must reach an operator all the same.
[[nodiscard]] PositionId unregistered_position(const DeviceRef& device);

// Shared by the unregistered devices of a municipality that are too many to be known one by one.
[[nodiscard]] PositionId crowd_position(const MunicipalityId& municipality);

// Shared by all messages whose topic names a municipality that nobody defined.
[[nodiscard]] PositionId unknown_municipality_position();

[[nodiscard]] PositionId link_position(const LinkId& link);

// The link of a `link_position`; empty for other positions.
[[nodiscard]] LinkId link_of(const PositionId& position);

// Of what Varde depends on; `name` as in ReportHealth.
[[nodiscard]] PositionId health_position(HealthSubject subject, const std::string& name);

[[nodiscard]] PositionId adapter_position(const AdapterId& adapter);

// The adapter of an `adapter_position`; empty for other positions.
[[nodiscard]] AdapterId adapter_of(const PositionId& position);

// Shared by what is said of who is on duty for a municipality.
[[nodiscard]] PositionId duty_position(const MunicipalityId& municipality);

}  // namespace varde::core
