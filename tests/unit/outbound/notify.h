// Notifications for the tests of outbound, and what is known of their alarm.
#pragma once

#include <chrono>
#include <string>

#include "broker/core/effect.h"
#include "broker/outbound/alarm_facts.h"

namespace varde::test {

using namespace std::chrono_literals;

inline constexpr Instant kMorning =
    Instant(std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}) + std::chrono::hours(2);

[[nodiscard]] inline core::Effect notification(std::uint64_t id, const std::string& receiver,
                                               Instant expires_at,
                                               const std::string& address = {}) {
  core::Notify notify;
  notify.receiver = ReceiverId(receiver);
  notify.address = address;
  notify.person = PersonId("kari");
  notify.alarm = AlarmId(42);
  notify.step = 1;
  return {EffectId(id), expires_at, notify};
}

// The help call of Astrid, in the municipality of Nordlia.
[[nodiscard]] inline outbound::AlarmFacts facts() {
  outbound::AlarmFacts out;
  out.alarm = AlarmId(42);
  out.type = core::AlarmType::HelpCall;
  out.priority = core::Priority::Critical;
  out.type_word = "help_call";
  out.priority_word = "critical";
  out.municipality = MunicipalityId("nordlia");
  out.municipality_name = "Nordlia";
  out.position = "Astrid Åsen";
  out.site = "Tunet 3";
  out.raised_at = kMorning;
  out.respond_by = kMorning + 1min;
  return out;
}

[[nodiscard]] inline outbound::Told told(const std::string& address = {}) {
  outbound::Told out;
  out.alarm = facts();
  out.key = "varde-log-7";
  out.address = address;
  out.person = "kari";
  out.step = 1;
  out.expires_at = kMorning + 10min;
  return out;
}

}  // namespace varde::test
