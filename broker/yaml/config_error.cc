#include "broker/yaml/config_error.h"

namespace varde::yaml {

std::string_view name(ConfigErrorCode code) {
  switch (code) {
    case ConfigErrorCode::Unreadable: return "Unreadable";
    case ConfigErrorCode::NotYaml: return "NotYaml";
    case ConfigErrorCode::UnknownKey: return "UnknownKey";
    case ConfigErrorCode::Missing: return "Missing";
    case ConfigErrorCode::WrongType: return "WrongType";
    case ConfigErrorCode::NotAllowed: return "NotAllowed";
    case ConfigErrorCode::OutOfRange: return "OutOfRange";
    case ConfigErrorCode::InvalidName: return "InvalidName";
    case ConfigErrorCode::Duplicate: return "Duplicate";
    case ConfigErrorCode::Insecure: return "Insecure";
  }
  return "Unknown";
}

std::string describe(const ConfigError& error) {
  std::string text = error.file;
  if (error.line > 0) {
    text += ":" + std::to_string(error.line) + ":" + std::to_string(error.column);
  }
  text += ": ";
  if (!error.key.empty()) text += error.key + ": ";
  text += error.what;
  if (!error.allowed.empty()) text += "; allowed: " + error.allowed;
  return text;
}

std::string describe(const std::vector<ConfigError>& errors) {
  std::string text;
  for (const ConfigError& error : errors) {
    if (!text.empty()) text += "\n";
    text += describe(error);
  }
  return text;
}

}  // namespace varde::yaml
