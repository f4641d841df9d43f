// What the files of rules and policies may name besides what stands in them.
#pragma once

#include <map>
#include <optional>

#include "broker/base/ids.h"
#include "broker/core/input.h"
#include "broker/core/vocabulary.h"

namespace varde::policy {

struct Known {
  // The register: a municipality, position or device in none is a mistake. Null: not looked at.
  const core::ApplyRegister* site = nullptr;

  // The receivers of the outbound configuration, each with its channel. None: not looked at.
  std::optional<std::map<ReceiverId, core::Channel>> receivers;
};

}  // namespace varde::policy
