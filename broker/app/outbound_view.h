// What is known of open alarms and registered devices by whoever sends something out: the events of
// all commits, folded as everywhere. Beside the API's read model, which belongs to another thread.
// Thread safety: any thread.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "broker/core/alarm_book.h"
#include "broker/core/event.h"
#include "broker/core/register.h"
#include "broker/core/state.h"
#include "broker/outbound/alarm_facts.h"

namespace varde::app {

class OutboundView {
 public:
  explicit OutboundView(const core::State& recovered);

  // The events of the next commit, in order.
  void committed(const std::vector<core::Event>& events);

  // None: no such alarm is open.
  [[nodiscard]] std::optional<outbound::AlarmFacts> look_up(AlarmId id) const;
  // None: it is in no register.
  [[nodiscard]] std::optional<core::Device> device(const core::DeviceRef& ref) const;

 private:
  mutable std::mutex mutex_;  // Guards the two.
  core::AlarmBook alarms_;
  core::Register known_;
};

}  // namespace varde::app
