// The links of this broker by name, for whatever is to be said on one of them.
//
// Thread safety: `add` before anything is said; the rest from any thread.
#pragma once

#include <map>
#include <string>
#include <variant>

#include "adapters/host/codec_signals.h"
#include "broker/base/ids.h"
#include "broker/core/effect.h"
#include "broker/links/mqtt/listener.h"
#include "broker/links/paho_bridge.h"
#include "broker/outbound/outbound.h"

namespace varde::app {

class LinkPaths {
 public:
  // The link outlives what is said on it.
  void add(const LinkId& name, links::PahoBridge& bridge) { paths_[name] = &bridge; }
  void add(const LinkId& name, links::mqtt::MqttListener& listener) { paths_[name] = &listener; }

  // Empty: the link took it; else why not: it is down, or there is none.
  [[nodiscard]] std::string publish(const LinkId& link, const adapters::Publish& publish,
                                    outbound::Expiry expiry) const;

  // Lets the link run a TellDevice or SendCommand, and conclude it; false: there is no such link.
  [[nodiscard]] bool run(const LinkId& link, const core::Effect& effect) const;

 private:
  std::map<LinkId, std::variant<links::PahoBridge*, links::mqtt::MqttListener*>> paths_;
};

}  // namespace varde::app
