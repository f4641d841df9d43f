// Fields with rules of their own that several packets have.
// Inside broker/links/mqtt. Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "broker/links/mqtt/codec/reader.h"

namespace varde::links::mqtt {

// 1 to 65,535; 0: ProtocolError.
[[nodiscard]] std::uint16_t read_packet_id(Reader& in);

// A topic name, or nothing where a topic alias may stand for it. With a wildcard, or empty where it
// must not be: TopicNameInvalid.
enum class EmptyTopic : std::uint8_t { Refused, Allowed };
[[nodiscard]] std::string read_topic_name(Reader& in, EmptyTopic empty);

// A topic name that is a property; anything else: ProtocolError.
[[nodiscard]] std::string read_response_topic(Reader& in);

}  // namespace varde::links::mqtt
