// The bytes of one packet, taken apart field by field (MQTT 5.0 section 1.5).
//
// The first fault is kept and ends the reading: what is read after it is empty and `at_end` holds,
// so that a parser reads straight on and the fault is asked for once, at its end.
// Inside broker/links/mqtt. Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/packet.h"

namespace varde::links::mqtt {

class Reader {
 public:
  Reader(std::string_view bytes, const DecoderLimits& limits) : rest_(bytes), limits_(limits) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] const DecoderLimits& limits() const { return limits_; }
  [[nodiscard]] const std::optional<PacketError>& error() const { return error_; }
  void fail(Reason reason, std::string_view detail);

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return number(4); }

  // A variable byte integer of the fewest bytes it takes [MQTT-1.5.5-1].
  std::uint32_t variable();

  // What follows a length of two bytes. They live as long as the packet's bytes.
  std::string_view binary();

  // The same, and UTF-8 without U+0000.
  std::string_view text();

  // All that is left.
  std::string_view rest();

  // Lets only the next `size` bytes be read; gives what comes after them, for `widen`.
  std::string_view narrow(std::size_t size);
  void widen(std::string_view after);

  // False, and a fault, if the packet has had as many user properties as it may.
  bool admit_user_property();

 private:
  std::string_view take(std::size_t size);
  std::uint32_t number(std::size_t size);

  std::string_view rest_;
  const DecoderLimits& limits_;
  std::size_t user_properties_ = 0;
  std::optional<PacketError> error_;
};

}  // namespace varde::links::mqtt
