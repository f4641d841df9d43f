// Whatever comes over the control socket: a request, or why it is none. The input is what stands
// before the end of the line.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "broker/app/control_request.h"
#include "broker/base/assert.h"
#include "broker/base/overload.h"
#include "broker/base/utf8.h"
#include "tests/fuzz/checks.h"

namespace {

using namespace varde;
using namespace varde::app;

constexpr std::chrono::hours kTenYears{10 * 366 * 24};

// As a command line would write it.
boost::json::object written(const ControlRequest& request) {
  return std::visit(
      Overload{
          [](const ReloadAdapters& reload) {
            return boost::json::object{{"request", "reload_adapters"},
                                       {"adapters", boost::json::value_from(reload.only)}};
          },
          [](const ReplayUndecoded& replay) {
            boost::json::object out{{"request", "replay_undecoded"}};
            out["adapter"] = replay.adapter;
            if (replay.history_after) {
              out["history_after_s"] =
                  std::chrono::duration_cast<std::chrono::seconds>(*replay.history_after).count();
            }
            return out;
          },
          [](const ListAdapters&) {
            return boost::json::object{{"request", "list_adapters"}};
          }},
      request);
}

void check_request(const ControlRequest& request) {
  if (const auto* reload = std::get_if<ReloadAdapters>(&request)) {
    for (const std::string& id : reload->only) VARDE_ASSERT(is_utf8(id));
  }
  if (const auto* replay = std::get_if<ReplayUndecoded>(&request)) {
    VARDE_ASSERT(is_utf8(replay->adapter));
    const Duration history_after = replay->history_after.value_or(Duration::zero());
    VARDE_ASSERT(history_after >= Duration::zero() && history_after <= kTenYears);
  }
  // What it asks for, written anew, asks for the same.
  const auto line = boost::json::serialize(written(request)) + "\n";
  const auto object = parse_control_line(line);
  VARDE_ASSERT(object.has_value());
  const auto again = read_control_request(*object);
  VARDE_ASSERT(again && written(*again) == written(request));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const auto object = parse_control_line(line);
  if (!object) {
    check_reason(object.error().reason);
    return 0;
  }
  const auto request = read_control_request(*object);
  if (!request) {
    check_reason(request.error().reason);
    return 0;
  }
  check_request(*request);
  return 0;
}
