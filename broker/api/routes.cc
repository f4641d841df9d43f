#include "broker/api/routes.h"

#include <array>
#include <optional>

#include "broker/api/handlers.h"

namespace varde::api {
namespace {

using core::Action;

constexpr std::string_view kStream = "/api/v1/stream";

// What a person may do to an alarm is not asked here but decided by the core, with the alarm.
constexpr std::array kRoutes{
    Route{"POST", "/api/v1/session", false, std::nullopt, true, open_session},
    Route{"GET", "/api/v1/session", true, std::nullopt, false, show_session},
    Route{"DELETE", "/api/v1/session", true, std::nullopt, false, end_session},
    Route{"GET", "/api/v1/alarms", true, Action::ViewAlarms, false, list_alarms},
    Route{"GET", "/api/v1/alarms/{id}", true, Action::ViewAlarms, false, show_alarm},
    Route{"POST", "/api/v1/alarms/{id}/claim", true, std::nullopt, false, claim},
    Route{"POST", "/api/v1/alarms/{id}/release", true, std::nullopt, false, release},
    Route{"POST", "/api/v1/alarms/{id}/acknowledge", true, std::nullopt, false, acknowledge},
    Route{"POST", "/api/v1/alarms/{id}/note", true, std::nullopt, true, add_note},
    Route{"POST", "/api/v1/alarms/{id}/dispatch", true, std::nullopt, true, dispatch},
    Route{"POST", "/api/v1/alarms/{id}/resolve", true, std::nullopt, true, resolve},
    Route{"GET", "/api/v1/undecoded", true, Action::ViewUndecoded, false, list_undecoded},
    Route{"GET", "/api/v1/status", true, Action::ViewStatus, false, show_status},
    Route{"GET", kStream, true, Action::ViewAlarms, false, want_upgrade},
    Route{"GET", "/healthz", false, std::nullopt, false, show_health},
    Route{"GET", "/readyz", false, std::nullopt, false, show_readiness},
    Route{"GET", "/metrics", false, std::nullopt, false, show_metrics},
};

// What stands for {id} if `path` is of the pattern; empty for patterns without.
std::optional<std::string> id_in(std::string_view pattern, std::string_view path) {
  static constexpr std::string_view kId = "{id}";
  const std::size_t at = pattern.find(kId);
  if (at == std::string_view::npos) {
    return pattern == path ? std::optional(std::string()) : std::nullopt;
  }
  const std::string_view before = pattern.substr(0, at);
  const std::string_view after = pattern.substr(at + kId.size());
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
      !path.ends_with(after)) {
    return std::nullopt;
  }
  const auto id = path.substr(before.size(), path.size() - before.size() - after.size());
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

}  // namespace

RouteMatch match_route(std::string_view method, std::string_view path) {
  if (method == "HEAD") method = "GET";
  RouteMatch match;
  for (const Route& route : kRoutes) {
    const auto id = id_in(route.pattern, path);
    if (!id) continue;
    if (route.method == method) return {&route, *id, {}};
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += route.method;
    if (route.method == "GET") match.allowed += ", HEAD";
  }
  return match;
}

bool is_stream(std::string_view path) { return path == kStream; }

}  // namespace varde::api
