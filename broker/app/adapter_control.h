// What the control socket is asked of the adapters: to load them again, to replay what they could
// not decode, to list them: control_request.h.
//
// On the way: {"adapter", "result", "version", "problems"} of each, {"replayed", "of"} of a replay.
// Thread safety: one thread at a time.
#pragma once

#include <boost/json/object.hpp>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/host/adapter_host.h"
#include "broker/app/adapter_reload.h"
#include "broker/app/control.h"
#include "broker/app/control_request.h"
#include "broker/app/replay.h"

namespace varde::app {

class AdapterControl {
 public:
  // `uses` and `devices`: as the host has them. What is referred to outlives this.
  AdapterControl(LoadedAdapters& loaded, adapters::AdapterHost& host, Replay replay,
                 std::vector<adapters::AdapterUse> uses, std::vector<core::Device> devices)
      : loaded_(loaded),
        host_(host),
        replay_(std::move(replay)),
        uses_(std::move(uses)),
        devices_(std::move(devices)) {}

  // A Control::Handler.
  [[nodiscard]] boost::json::object handle(const boost::json::object& request,
                                           const Control::Say& say, const std::stop_token& stop);

 private:
  boost::json::object reload(const ReloadAdapters& asked, const Control::Say& say,
                             const std::stop_token& stop);
  boost::json::object replay(const ReplayUndecoded& asked, const Control::Say& say,
                             const std::stop_token& stop);
  [[nodiscard]] boost::json::object list() const;
  boost::json::object run(ReplayOptions options, const Control::Say& say,
                          const std::stop_token& stop);
  void check_id(const std::string& id) const;

  // Whether a message is one of `ids`: by its topic, or by its device in the register.
  [[nodiscard]] std::function<bool(const core::MessageUndecodable&)> of_adapters(
      std::set<std::string> ids) const;

  // Whether a message is in Varde's own form, or in one that a script or a map reads.
  [[nodiscard]] std::function<bool(const core::MessageUndecodable&)> without_compiled() const;

  LoadedAdapters& loaded_;
  adapters::AdapterHost& host_;
  Replay replay_;
  const std::vector<adapters::AdapterUse> uses_;
  const std::vector<core::Device> devices_;
};

}  // namespace varde::app
