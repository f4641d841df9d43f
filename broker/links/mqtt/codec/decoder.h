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
#include <string_view>
#include <vector>

#include "broker/base/result.h"
#include "broker/links/mqtt/codec/packet.h"

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

struct FixedHeader;

class Decoder {
 public:
  explicit Decoder(const DecoderLimits& limits) : limits_(limits) {}

  // For who does not read a CONNECT, which tells the version.
  Decoder(const DecoderLimits& limits, Version version) : limits_(limits), version_(version) {}

  // The next whole packet out of what is kept and `bytes`, which is cut by what was taken. None:
  // all of `bytes` was taken and the packet is not whole yet. After an error the decoder is done.
  // A packet larger than the limit is an error as soon as its length is known: nothing larger is
  // ever kept.
  using Next = Result<std::optional<Packet>, PacketError>;
  [[nodiscard]] Next next(std::string_view& bytes);

  // From the next packet on.
  void set_largest_packet(std::uint32_t bytes) { limits_.largest_packet = bytes; }

  // Of a packet that is not whole yet.
  [[nodiscard]] std::size_t kept_bytes() const { return kept_.capacity(); }

  // None before CONNECT. Of a CONNECT that was refused too, if it got that far, so that it can be
  // told in its own version. A second CONNECT, which the connection has to refuse, changes nothing.
  [[nodiscard]] std::optional<Version> version() const { return version_; }

 private:
  Next complete(std::string_view& bytes);
  [[nodiscard]] Result<std::optional<FixedHeader>, PacketError> header_of(
      std::string_view bytes) const;
  Next parse(const FixedHeader& header, std::string_view packet);
  void keep(std::string_view bytes);

  DecoderLimits limits_;
  std::optional<Version> version_;
  std::vector<char> kept_;
  std::size_t expected_ = 0;  // Bytes of the packet that is kept; 0: not known yet.
};

}  // namespace varde::links::mqtt
