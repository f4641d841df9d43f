// What follows the fixed header of each packet type, both ways: one `parse_` and one `write_body`
// each, side by side in connect.cc, publish.cc, subscribe.cc and disconnect.cc.
//
// A parser gives the packet as far as it can be read; whether it is one, the Reader knows at the
// end. Bytes that are left over are the caller's to refuse.
// Inside broker/links/mqtt. Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "broker/links/mqtt/codec/packet.h"
#include "broker/links/mqtt/codec/reader.h"

namespace varde::links::mqtt {

// `version` is set as soon as it is read, so that who refuses the rest can say so in its version.
[[nodiscard]] Connect parse_connect(Reader& in, std::optional<Version>& version);
void write_body(const Connect& packet, Version version, std::string& out);

[[nodiscard]] Connack parse_connack(Reader& in, Version version);
void write_body(const Connack& packet, Version version, std::string& out);

// `flags` of the fixed header, which has refused those that no PUBLISH may have.
[[nodiscard]] Publish parse_publish(Reader& in, Version version, std::uint8_t flags);
[[nodiscard]] std::uint8_t publish_flags(const Publish& packet);
void write_body(const Publish& packet, Version version, std::string& out);

[[nodiscard]] Ack parse_ack(Reader& in, Version version, AckKind kind);
void write_body(const Ack& packet, Version version, std::string& out);

[[nodiscard]] Subscribe parse_subscribe(Reader& in, Version version);
void write_body(const Subscribe& packet, Version version, std::string& out);

[[nodiscard]] Suback parse_suback(Reader& in, Version version);
void write_body(const Suback& packet, Version version, std::string& out);

[[nodiscard]] Unsubscribe parse_unsubscribe(Reader& in, Version version);
void write_body(const Unsubscribe& packet, Version version, std::string& out);

[[nodiscard]] Unsuback parse_unsuback(Reader& in, Version version);
void write_body(const Unsuback& packet, Version version, std::string& out);

[[nodiscard]] Disconnect parse_disconnect(Reader& in, Version version);
void write_body(const Disconnect& packet, Version version, std::string& out);

[[nodiscard]] Auth parse_auth(Reader& in);
void write_body(const Auth& packet, Version version, std::string& out);

}  // namespace varde::links::mqtt
