// What is asked over the control socket: its line, and what it says. docs/reference/cli.md says it
// for people.
//
//   {"request": "reload_adapters", "adapters": ["zigbee2mqtt"]}   none named: all that changed
//   {"request": "replay_undecoded", "adapter": "zigbee2mqtt", "history_after_s": 3600}
//   {"request": "list_adapters"}
//
// Thread safety: values and pure functions.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "broker/base/instant.h"
#include "broker/base/result.h"

namespace varde::app {

struct ReloadAdapters {
  std::vector<std::string> only;  // Empty: all that changed.
};

struct ReplayUndecoded {
  std::string adapter;                    // Empty: all of them.
  std::optional<Duration> history_after;  // From 0 on. None: as usual.
};

struct ListAdapters {};

using ControlRequest = std::variant<ReloadAdapters, ReplayUndecoded, ListAdapters>;

struct ControlMistake {
  std::string reason;  // One line, which repeats nothing of the request.
};

// The object in one line, with or without its end.
[[nodiscard]] Result<boost::json::object, ControlMistake> parse_control_line(std::string_view line);

// What `object` asks for. Fields that are not known are passed over: a newer command line may ask.
[[nodiscard]] Result<ControlRequest, ControlMistake> read_control_request(
    const boost::json::object& object);

}  // namespace varde::app
