// Topic names and topic filters (MQTT 5.0 section 4.7, 4.8).
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace varde::links::mqtt {

inline constexpr std::size_t kLargestTopic = 65'535;  // Bytes (section 4.7.3).

// Levels of a topic name or filter. The standard knows no limit but the bytes; ours keeps whoever
// walks levels from walking 65,536 of them. Varde's own topics have five or six.
inline constexpr std::size_t kMostTopicLevels = 64;

// What a client may publish to: 1 to 65,535 bytes of UTF-8 without U+0000, '#' and '+', of at most
// 64 levels. Not checked: that the UTF-8 is well formed (the decoder does).
[[nodiscard]] bool is_topic_name(std::string_view text);

// What a client may subscribe to: as a name, and '+' may stand for a level, '#' for the last ones.
// "$share/..." is no filter but holds one.
[[nodiscard]] bool is_topic_filter(std::string_view text);

// True if a message on `topic` matches `filter`. A filter that begins with a wildcard does not
// match a topic that begins with '$'. REQUIRES: a topic name and a topic filter.
[[nodiscard]] bool matches(std::string_view filter, std::string_view topic);

// True if each topic that matches `inner` matches `outer` too: who may hear `outer` may subscribe
// to `inner`. REQUIRES: both are topic filters.
[[nodiscard]] bool covers(std::string_view outer, std::string_view inner);

struct SharedFilter {
  std::string group;
  std::string filter;
};

// "$share/<group>/<filter>" taken apart; none if `text` is not of that form or either half is not
// valid.
[[nodiscard]] std::optional<SharedFilter> parse_shared(std::string_view text);

// True if `text` begins with "$share/": if it cannot be taken apart it is invalid.
[[nodiscard]] bool is_shared(std::string_view text);

}  // namespace varde::links::mqtt
