// Which topics an adapter reads, and what it takes out of them:
// `zigbee2mqtt/{device+}/availability`.
//
// A level is literal, or `{name}` for any one level, or `{name+}` for one level or more (at most
// one of these). A name is 1 to 32 of `a-z 0-9 _` and begins with a letter. What is captured is
// never empty. As in an MQTT filter, a capture in front meets no topic that begins with '$'. Thread
// safety: values and pure functions.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/result.h"

namespace varde::adapters {

// What a topic says, by the names of the pattern.
using Captures = std::map<std::string, std::string>;

struct TopicPatternError {
  std::size_t column = 1;  // Of the first byte that is wrong, from 1.
  std::string reason;      // One line.
};

class TopicPattern {
 public:
  static constexpr std::size_t kBytes = 512;
  static constexpr std::size_t kLevels = 64;
  static constexpr std::size_t kCaptures = 16;
  static constexpr std::size_t kNameBytes = 32;

  [[nodiscard]] static Result<TopicPattern, TopicPatternError> parse(std::string_view text);

  // None if `topic` is not one of the pattern's. Takes a time linear in the length of the topic.
  [[nodiscard]] std::optional<Captures> match(std::string_view topic) const;

  // The filter to subscribe to. It covers every topic of the pattern and is as narrow as MQTT
  // allows by level: from `{name+}` on it ends in `#`, so others may come through it.
  [[nodiscard]] std::string mqtt_filter() const;

  [[nodiscard]] bool has_capture(std::string_view name) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct Level {
    std::string text;  // What the topic has to say, or the name of the capture.
    bool capture = false;
    bool many = false;
  };

  static Result<Level, TopicPatternError> parse_level(std::string_view text, std::size_t column);
  [[nodiscard]] std::size_t levels_before_many() const;

  std::string text_;
  std::vector<Level> levels_;
};

}  // namespace varde::adapters
