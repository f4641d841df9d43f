// A town on the real program varded: the demo's register, rules and policies, and in the first of
// its municipalities some thousand mains-powered hubs more.
//
// Four of five hubs are the safety alarm of somebody who lives alone, on one of two mobile
// networks; the fifth stands in sheltered housing, fifty behind one gateway. The dwellings lie in
// twelve areas. Each hub is a client of the MQTT listener, with a secret of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/async_mqtt_client.h"
#include "tests/support/temp_dir.h"
#include "tests/support/varded.h"

namespace varde::test {

// Where the town's hubs are.
inline constexpr const char* kTown = "nordlia";

// The password of all its operators.
inline constexpr const char* kTownPassword = "a-password-for-the-town";

// Thread safety: one thread at a time.
class Town {
 public:
  // Started, with an account for each of `operators`. Throws std::runtime_error.
  Town(std::size_t hubs, const std::vector<std::string>& operators);

  // In the order of their numbers.
  [[nodiscard]] const std::vector<std::string>& hubs() const { return hubs_; }
  [[nodiscard]] const std::vector<MqttLogin>& logins() const { return logins_; }

  [[nodiscard]] std::uint16_t mqtt_port() const;
  [[nodiscard]] const Varded& varded() const { return varded_; }

 private:
  void add_operators(const std::vector<std::string>& operators) const;
  void let_hubs_in();

  TempDir files_;
  Varded varded_;
  std::vector<std::string> hubs_;
  std::vector<MqttLogin> logins_;
};

}  // namespace varde::test
