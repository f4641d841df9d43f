#include "broker/app/rules_control.h"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "broker/app/device_clocks.h"
#include "broker/app/fault.h"

namespace varde::app {

namespace json = boost::json;

Declared declared_or_cannot_start(const Config& config) {
  auto declared = load_declared(config);
  if (declared.has_error()) {
    throw CannotStart(Fault::WrongConfiguration, "\n" + yaml::describe(declared.error()));
  }
  return *std::move(declared);
}

std::vector<core::Input> inputs_of(const core::ApplyRegister& site, const LoadedAdapters& adapters,
                                   const Declared& declared) {
  return {with_clocks(site, adapters.adapters(), declared.policies.supervision),
          core::ApplyRules{declared.rules}, core::ApplyPolicies{declared.policies.policies}};
}

bool RulesControl::knows(const json::object& request) {
  const json::value* wanted = request.if_contains("request");
  return wanted != nullptr && wanted->is_string() && wanted->get_string() == "reload_rules";
}

json::object RulesControl::handle(const json::object& /*request*/, const Control::Say& say,
                                  const std::stop_token& stop) {
  if (config_.rules.empty() && config_.policies.empty()) {
    throw std::runtime_error("the configuration names neither a folder of rules nor of policies");
  }
  const auto declared = load_declared(config_);
  if (declared.has_error()) {
    for (const yaml::ConfigError& error : declared.error()) {
      say({{"problem", yaml::describe(error)}});
    }
    return {{"refused", declared.error().size()}};
  }
  apply(*declared, stop);
  const core::Policies& policies = declared->policies.policies;
  return {{"refused", 0},
          {"rules", declared->rules.rules.size()},
          {"rules_version", declared->rules.version},
          {"escalations", policies.escalations.size()},
          {"policies_version", policies.version}};
}

void RulesControl::apply(const Declared& declared, const std::stop_token& stop) {
  auto inputs = inputs_of(config_.site, adapters_, declared);
  const auto durable = std::make_shared<std::promise<void>>();
  auto on_disk = durable->get_future();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    // They are committed in order, so the last one's word is that of all.
    std::function<void(LogPosition)> then;
    if (i + 1 == inputs.size()) then = [durable](LogPosition) { durable->set_value(); };
    engine_.post(std::move(inputs[i]), std::move(then));
  }
  constexpr auto kLook = std::chrono::milliseconds(100);
  while (on_disk.wait_for(kLook) != std::future_status::ready) {
    if (stop.stop_requested()) throw std::runtime_error("varded stops");
  }
}

}  // namespace varde::app
