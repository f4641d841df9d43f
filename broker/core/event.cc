#include "broker/core/event.h"

namespace varde::core {

AlarmId alarm_of(const EventBody& body) {
  return std::visit(
      [](const auto& event) {
        if constexpr (requires { event.alarm; }) {
          return AlarmId(event.alarm);
        } else {
          return AlarmId();
        }
      },
      body);
}

}  // namespace varde::core
