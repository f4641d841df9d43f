// The words of the scenario language: who plays, and the names of things as people say them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/vocabulary.h"
#include "broker/wire/names.h"
#include "tests/scenarios/script.h"

namespace varde::test {

// A person of the scenarios, with the role that the name always has.
struct Player {
  std::string user;
  core::Role role = core::Role::Unspecified;
  std::vector<std::string> municipalities;  // Empty: all.
};
[[nodiscard]] const Player& player_named(const std::string& name);

// "help_call" as people say it: "help call"; and back.
[[nodiscard]] inline std::string plain(std::string_view word) {
  std::string text(word);
  std::ranges::replace(text, '_', ' ');
  return text;
}
[[nodiscard]] inline std::string underscored(std::string text) {
  std::ranges::replace(text, ' ', '_');
  return text;
}

// The value that `text` names, spoken plainly; `what` it should be, for the message.
template <class Enum>
[[nodiscard]] Enum word(const std::string& text, const std::string& what) {
  const auto value = wire::parse<Enum>(underscored(text));
  if (!value) throw NotUnderstood("\"" + text + "\" is not " + what);
  return *value;
}

// "a, b; c" as its parts.
[[nodiscard]] std::vector<std::string> parts(const std::string& text, char separator);

[[nodiscard]] std::string clock_text(Instant at);

}  // namespace varde::test
