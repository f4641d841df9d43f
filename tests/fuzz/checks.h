// What every decoder's answer has to be, for the fuzz targets.
#pragma once

#include <string>

#include "adapters/host/canonical_limits.h"
#include "broker/base/assert.h"
#include "broker/core/signal.h"
#include "broker/wire/events.h"

namespace varde {

// A reason goes into the log and onto a screen: something, in one line of UTF-8, and not a book.
inline void check_reason(const std::string& reason) {
  VARDE_ASSERT(adapters::utf8_length(reason).value_or(0) > 0);
  VARDE_ASSERT(reason.size() <= 1'000);
  VARDE_ASSERT(reason.find('\n') == std::string::npos);
}

// A signal can be stored: it is within the limits, and reads back as it was written.
inline void check_signal(const core::Signal& signal) {
  v1::Signal stored;
  wire::to_proto(signal, stored);
  VARDE_ASSERT(!adapters::check_limits(stored));
  const auto read = wire::from_proto(stored);
  VARDE_ASSERT(read && *read == signal);
}

}  // namespace varde
