// Reading the log back at start.
#pragma once

#include "broker/app/fault.h"
#include "broker/core/state.h"
#include "broker/eventlog/event_log.h"

namespace varde::app {

[[nodiscard]] CannotStart cannot_start(const eventlog::LogError& error);

// The state after all events. Says so every few seconds while it takes long. Throws CannotStart.
[[nodiscard]] core::State recover(const eventlog::EventLog& log);

}  // namespace varde::app
