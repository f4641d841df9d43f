#include "broker/app/declared.h"

#include <utility>

#include "broker/policy/rules_file.h"

namespace varde::app {

policy::Known known_of(const Config& config) {
  policy::Known known;
  known.site = &config.site;
  auto& receivers = known.receivers.emplace();
  for (const outbound::Receiver& receiver : config.outbound) {
    receivers[receiver.id] = channel_of(receiver);
  }
  return known;
}

Result<Declared, std::vector<yaml::ConfigError>> load_declared(const Config& config) {
  const policy::Known known = known_of(config);
  Declared declared;
  std::vector<yaml::ConfigError> errors;
  if (!config.rules.empty()) {
    auto rules = policy::load_rules(config.rules, known);
    if (rules.has_error()) {
      errors = rules.error();
    } else {
      declared.rules = *std::move(rules);
    }
  }
  if (!config.policies.empty()) {
    auto policies = policy::load_policies(config.policies, known);
    if (policies.has_error()) {
      const std::vector<yaml::ConfigError> wrong = policies.error();
      errors.insert(errors.end(), wrong.begin(), wrong.end());
    } else {
      declared.policies = *std::move(policies);
    }
  }
  if (!errors.empty()) return errors;
  return declared;
}

}  // namespace varde::app
