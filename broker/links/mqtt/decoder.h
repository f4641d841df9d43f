// Bytes to MQTT packets, however the bytes were cut on their way.
//
// Strict: what a standard calls malformed or a protocol error is one, with the reason code that it
// names. Both directions are decoded, so that the same code serves clients in tests and
// measurements; who may send what is the connection's to say.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "broker/base/result.h"
#include "broker/links/mqtt/packet.h"

namespace varde::links::mqtt {

struct DecoderLimits {
  std::uint32_t largest_packet = 268'435'460;  // Bytes, with its fixed header (section 2.1.4).
  std::size_t user_properties = 64;            // Of one packet.
  std::size_t subscriptions = 256;             // Of one SUBSCRIBE or UNSUBSCRIBE.
};

// Why the connection has to end. UnsupportedProtocolVersion: a CONNECT of another version, or no
// MQTT at all. PacketTooLarge, QuotaExceeded: beyond the limits.
struct PacketError {
  Reason reason = Reason::MalformedPacket;
  std::string_view detail;  // One line in English, of static life; says nothing of the content.
};

class Decoder {
 public:
  explicit Decoder(const DecoderLimits& limits) : limits_(limits) {}

  // For who does not read a CONNECT, which tells the version.
  Decoder(const DecoderLimits& limits, Version version) : limits_(limits), version_(version) {}

  // The next whole packet out of what is kept and `bytes`, which is cut by what was taken. None:
  // all of `bytes` was taken and the packet is not whole yet. After an error the decoder is done.
  // A packet larger than the limit is an error as soon as its length is known: nothing larger is
  // ever kept.
  [[nodiscard]] Result<std::optional<Packet>, PacketError> next(std::string_view& bytes);

  // From the next packet on.
  void set_largest_packet(std::uint32_t bytes) { limits_.largest_packet = bytes; }

  // Of a packet that is not whole yet.
  [[nodiscard]] std::size_t kept_bytes() const { return kept_.capacity(); }

  // None before CONNECT.
  [[nodiscard]] std::optional<Version> version() const { return version_; }

 private:
  DecoderLimits limits_;
  std::optional<Version> version_;
  std::string kept_;
};

}  // namespace varde::links::mqtt
