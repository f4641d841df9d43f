#include "tools/varde/open_log.h"

namespace varde::cli {

std::string describe(const eventlog::LogError& error) {
  std::string text(eventlog::name(error.code));
  if (!error.position.none()) text += " at " + std::to_string(error.position.value());
  return text + ": " + error.detail + "; see docs/reference/faults.md";
}

eventlog::LogReader open_log(const app::Config& config) {
  auto reader = eventlog::LogReader::open(config.log_folder());
  if (reader.has_error()) {
    throw CannotError(config.log_folder().string() + ": " + describe(reader.error()));
  }
  return *std::move(reader);
}

Instant end_time(const eventlog::EventLog& log) {
  const auto last = value_or_throw(log.read(log.end(), 1));
  if (last.empty()) throw CannotError("the log is empty");
  return last.front().event.at;
}

LogPosition read_on(const eventlog::EventLog& log, LogPosition next,
                    const std::function<void(const eventlog::StoredEvent&)>& each) {
  constexpr std::size_t kStep = 1'000;
  for (;;) {
    const auto events = value_or_throw(log.read(next, kStep));
    for (const auto& event : events) {
      each(event);
      next = event.position.next();
    }
    if (events.empty()) return next;
  }
}

}  // namespace varde::cli
