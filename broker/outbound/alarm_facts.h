// What whoever is notified may be told of an alarm. Looked up when it is sent, so that it is what
// is known then.
// Thread safety: values.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/vocabulary.h"

namespace varde::outbound {

struct AlarmFacts {
  AlarmId alarm;
  core::AlarmType type = core::AlarmType::Unspecified;
  core::Priority priority = core::Priority::Unspecified;
  std::string type_word;      // "help_call", as all of Varde says it to programs.
  std::string priority_word;  // "critical".
  MunicipalityId municipality;
  std::string municipality_name;
  std::string position;  // Whom or what: personal data, like `site`.
  std::string site;
  Instant raised_at;
  Instant respond_by;
  bool test = false;
  bool wanted = true;  // Nobody has claimed it, and it is not resolved.
};

// None: no such alarm is open. Called from the thread of Outbound; must not wait.
using LookUp = std::function<std::optional<AlarmFacts>(AlarmId)>;

// One notification, with what is known when it is about to leave.
struct Told {
  AlarmFacts alarm;  // Without a number: a reminder, which `text` says.
  std::string key;   // By which the receiver knows a repeat.
  std::string text;
  std::string address;
  std::string person;
  std::uint32_t step = 0;
  std::uint32_t round = 0;
  Instant expires_at;
};

}  // namespace varde::outbound
