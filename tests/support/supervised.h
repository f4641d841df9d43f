// Devices that must be heard or tested, for tests.
#pragma once

#include <string>

#include "tests/support/world.h"

namespace varde::test {

// `base` with these clocks for the device `id` in nordlia.
[[nodiscard]] inline core::ApplyRegister with_clocks(core::ApplyRegister base,
                                                     const std::string& id,
                                                     core::SupervisionClocks clocks) {
  for (core::Device& known : base.devices) {
    if (known.ref == device(id)) known.supervision = clocks;
  }
  return base;
}

// The world in which the button of Astrid must be heard within an hour. It has not been yet.
struct Supervised : World {
  explicit Supervised(core::SupervisionClocks clocks = {1h, {}}) {
    give(with_clocks(small_register(), "button-1", clocks));
  }

  void heartbeat(const std::string& from = "button-1") {
    send(device(from), SignalKind::Heartbeat);
  }
};

// The smallest step of time.
inline constexpr Duration kInstant{1};

}  // namespace varde::test
