#include "broker/app/recovery.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <future>
#include <utility>

namespace varde::app {

CannotStart cannot_start(const eventlog::LogError& error) {
  std::string detail = error.detail;
  if (!error.position.none()) {
    detail = "at position " + std::to_string(error.position.value()) + ": " + detail;
  }
  return CannotStart(fault_of(error.code), detail);
}

core::State recover(const eventlog::EventLog& log) {
  constexpr auto kSayEvery = std::chrono::seconds(3);
  const auto started = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() -
                                                            started);
  };
  auto recovering = std::async(std::launch::async, [&log] { return log.recover(); });
  while (recovering.wait_for(kSayEvery) != std::future_status::ready) {
    spdlog::info("recovering {} events, {} s so far", log.end().value(), seconds().count());
  }
  auto state = recovering.get();
  if (state.has_error()) throw cannot_start(state.error());
  spdlog::info("recovered {} events in {} s", log.end().value(), seconds().count());
  return *std::move(state);
}

}  // namespace varde::app
