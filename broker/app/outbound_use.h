// Runs every effect in this broker: notifications by broker/outbound, notices and commands to
// devices by their links, commands to vendors' devices by their adapters.
//
// Thread safety: start and stop from one thread, the rest from any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/host/adapter_host.h"
#include "broker/api/figure.h"
#include "broker/app/link_paths.h"
#include "broker/app/outbound_view.h"
#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/core/input.h"
#include "broker/outbound/outbound.h"

namespace varde::app {

struct OutboundParts {
  std::vector<outbound::Receiver> receivers;
  std::string log_id;
  std::shared_ptr<adapters::AdapterHost> adapters;  // Null: none is in use.

  const LinkPaths* links = nullptr;
  std::function<void(core::Input)> post;  // To the engine.
};

class OutboundUse {
 public:
  // The clock outlives it; what `parts` call, outlives `stop`.
  OutboundUse(OutboundParts parts, const core::State& recovered, const Clock& clock);

  void start();
  // Before the adapters' and the links'.
  void stop();

  // On the engine's writer thread.
  void committed(const std::vector<core::Event>& events) { view_.committed(events); }
  void run_effect(const core::Effect& effect);

  // For /metrics.
  [[nodiscard]] std::vector<api::Figure> figures() const;

 private:
  void on_link(const LinkId& link, const core::Effect& effect);
  void command(const core::Effect& effect, const core::SendCommand& send);
  void say(const core::Effect& effect, const LinkId& link, const adapters::EncodedCommand& made);
  void conclude(EffectId effect, core::EffectOutcome outcome, std::string why);

  const OutboundParts parts_;
  const Clock& clock_;
  OutboundView view_;
  outbound::Outbound outbound_;
};

}  // namespace varde::app
