// What people read: short texts of a notification, in their language.
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "broker/core/vocabulary.h"
#include "broker/outbound/alarm_facts.h"
#include "broker/outbound/receiver.h"

namespace varde::outbound {

[[nodiscard]] std::string_view phrase(core::AlarmType type, Language language);
[[nodiscard]] std::string_view phrase(core::Priority priority, Language language);

// One line: "TEST Critical: Help call. Nordlia. Alarm 42.", with whom and where if `personal_data`.
// Of a reminder: its text. No control characters.
[[nodiscard]] std::string headline(const Told& told, Language language, bool personal_data);

// The body of an e-mail: lines ended by LF.
[[nodiscard]] std::string letter(const Told& told, Language language, bool personal_data);

// A text message is one of 160 characters; a longer one is cut, and says so.
inline constexpr std::size_t kSmsCharacters = 160;

// REQUIRES: most > 3. At most `most` characters (code points) of `text`, which is UTF-8; "..." at
// the end of what was cut.
[[nodiscard]] std::string cut(std::string_view text, std::size_t most);

// `text` as UTF-8, with a space for each control character.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace varde::outbound
