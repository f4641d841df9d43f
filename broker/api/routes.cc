#include "broker/api/routes.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
    Route{"POST", "/api/v1/alarms/{id}/shelve", true, std::nullopt, true, shelve},
    Route{"POST", "/api/v1/alarms/{id}/unshelve", true, std::nullopt, false, unshelve},
    Route{"POST", "/api/v1/alarms/{id}/offer", true, std::nullopt, true, offer},
    Route{"POST", "/api/v1/alarms/{id}/accept", true, std::nullopt, false, accept},
    Route{"POST", "/api/v1/alarms/{id}/decline", true, std::nullopt, false, decline},
    Route{"POST", "/api/v1/alarms/next", true, std::nullopt, false, claim_next},
    Route{"GET", "/api/v1/incidents/{id}", true, Action::ViewAlarms, false, show_incident},
    Route{"POST", "/api/v1/incidents/{id}/acknowledge", true, std::nullopt, false,
          acknowledge_incident},
    Route{"POST", "/api/v1/incidents/{id}/resolve", true, std::nullopt, true, resolve_incident},
    Route{"GET", "/api/v1/shelved", true, Action::ViewAlarms, false, list_shelved},
    Route{"GET", "/api/v1/exceptions", true, Action::ViewAlarms, false, list_exceptions},
    Route{"POST", "/api/v1/exceptions", true, std::nullopt, true, begin_exception},
    Route{"POST", "/api/v1/exceptions/{id}/end", true, std::nullopt, false, end_exception},
    Route{"GET", "/api/v1/duty", true, Action::ViewAlarms, false, show_duty},
    Route{"POST", "/api/v1/shift/begin", true, std::nullopt, false, begin_shift},
    Route{"POST", "/api/v1/shift/end", true, std::nullopt, true, end_shift},
    Route{"POST", "/api/v1/devices/{municipality}/{device}/command", true, std::nullopt, true,
          command_device},
    Route{"GET", "/api/v1/undecoded", true, Action::ViewUndecoded, false, list_undecoded},
    Route{"GET", "/api/v1/status", true, Action::ViewStatus, false, show_status},
    Route{"GET", kStream, true, Action::ViewAlarms, false, want_upgrade},
    Route{"GET", "/healthz", false, std::nullopt, false, show_health},
    Route{"GET", "/readyz", false, std::nullopt, false, show_readiness},
    Route{"GET", "/metrics", false, std::nullopt, false, show_metrics},
};

// The part of `path` up to the next '/', which it is cut off; and whether there was one.
std::string_view next_part(std::string_view& path) {
  const std::size_t end = path.find('/', 1);
  const std::string_view part = path.substr(0, end);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  return part;
}

// What stands for each {} if `path` is of the pattern.
std::optional<std::vector<std::string>> ids_in(std::string_view pattern, std::string_view path) {
  std::vector<std::string> ids;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = next_part(pattern);
    const std::string_view part = next_part(path);
    if (!wanted.starts_with("/{")) {
      if (part != wanted) return std::nullopt;
    } else if (part.size() < 2) {
      return std::nullopt;
    } else {
      ids.emplace_back(part.substr(1));
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return ids;
}

}  // namespace

RouteMatch match_route(std::string_view method, std::string_view path) {
  if (method == "HEAD") method = "GET";
  RouteMatch match;
  for (const Route& route : kRoutes) {
    auto ids = ids_in(route.pattern, path);
    if (!ids) continue;
    if (route.method == method) {
      ids->resize(2);
      return {&route, std::move(ids->at(0)), std::move(ids->at(1)), {}};
    }
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += route.method;
    if (route.method == "GET") match.allowed += ", HEAD";
  }
  return match;
}

bool is_stream(std::string_view path) { return path == kStream; }

}  // namespace varde::api
