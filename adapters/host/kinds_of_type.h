// Whether what an adapter says of a device is what the device's type claims.
// Thread safety: pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/codec_signals.h"
#include "adapters/host/manifest.h"

namespace varde::adapters {

// The first kind that may not be said, in one line; none if all may. `type` is that of the device
// which the message came from: its own signals must be the type's. Any type's are allowed of a
// carrier (the devices' types are other adapters'), of a device that is not registered (`type` is
// empty) and of the other devices that signals name, whose types are not known here.
[[nodiscard]] std::optional<std::string> fault_of_kinds(const Manifest& manifest,
                                                        std::string_view type,
                                                        const std::vector<CodecSignal>& signals);

}  // namespace varde::adapters
