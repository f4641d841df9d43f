// What can be wrong with a configuration file, told so that it can be put right without asking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace varde::yaml {

// Each has its line in docs/guides/configuration.md.
enum class ConfigErrorCode : std::uint8_t {
  Unreadable,   // A file cannot be read.
  NotYaml,      // Not YAML, or not UTF-8 text.
  UnknownKey,   // A key that Varde does not know, perhaps mistyped.
  Missing,      // A key that must be there.
  WrongType,    // A list where a word is wanted, letters where a number is.
  NotAllowed,   // A value that is none of the allowed ones.
  OutOfRange,   // A number too small or too large, a text too long.
  InvalidName,  // An id with letters that no topic may hold.
  Duplicate,    // The same key or id twice.
  Insecure,     // Would send passwords in the clear, or let anybody in from the network.
};

[[nodiscard]] std::string_view name(ConfigErrorCode code);

struct ConfigError {
  ConfigErrorCode code = ConfigErrorCode::NotYaml;
  std::string file;
  int line = 0;  // From 1; 0: of the file as a whole.
  int column = 0;
  std::string key;      // As a path: "links[0].paho.version". Empty: the file as a whole.
  std::string what;     // What is wrong, with the value that is.
  std::string allowed;  // What may stand there; empty where `what` says it already.
};

// "site.yaml:12:5: links[0].paho.version: "4" is not allowed here; allowed: 5, 3.1.1"
[[nodiscard]] std::string describe(const ConfigError& error);

// Each on a line of its own, in the order of the file.
[[nodiscard]] std::string describe(const std::vector<ConfigError>& errors);

// More than these are not collected: a file in which everything is wrong has one cause.
inline constexpr std::size_t kMostConfigErrors = 20;

}  // namespace varde::yaml
