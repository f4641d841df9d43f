// Whatever a connection brings, the decoder answers, and answers the same however the bytes were
// cut; and what it takes for a packet is written as bytes that it takes for the same packet.
// First byte: version and limits. Second: where the bytes are cut. Then the bytes.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/base/assert.h"
#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/encoder.h"

namespace {

using namespace varde::links::mqtt;

struct Decoded {
  std::vector<Packet> packets;
  std::optional<PacketError> error;
  std::optional<Version> version;
};

bool same(const Decoded& a, const Decoded& b) {
  if (a.packets != b.packets || a.version != b.version) return false;
  if (a.error.has_value() != b.error.has_value()) return false;
  return !a.error || (a.error->reason == b.error->reason && a.error->detail == b.error->detail);
}

Decoder decoder_of(unsigned mode) {
  DecoderLimits limits;
  if ((mode & 0x04U) != 0) limits = {1'000, 2, 2};
  if ((mode & 0x03U) == 1) return {limits, Version::V311};
  if ((mode & 0x03U) == 2) return {limits, Version::V5};
  return Decoder(limits);
}

// Gives the decoder what `size_of_next` says, time after time.
template <class SizeOfNext>
Decoded decode(Decoder decoder, std::string_view bytes, SizeOfNext size_of_next) {
  Decoded out;
  while (!bytes.empty() && !out.error) {
    std::string_view piece = bytes.substr(0, size_of_next());
    bytes.remove_prefix(piece.size());
    while (true) {
      auto next = decoder.next(piece);
      if (next.has_error()) out.error = next.error();
      if (next.has_error() || !*next) break;
      VARDE_ASSERT(decoder.kept_bytes() == 0);
      out.packets.push_back(std::move(**next));
    }
  }
  out.version = decoder.version();
  return out;
}

// Pieces of sizes that look like chance, and are the same for the same seed.
class Sizes {
 public:
  explicit Sizes(std::uint32_t seed) : state_(seed) {}
  std::size_t operator()() {
    state_ = state_ * 1'664'525 + 1'013'904'223;
    return 1 + (state_ >> 16U) % 23;
  }

 private:
  std::uint32_t state_;
};

// A CONNECT is written in its own version, which is not the connection's if it is a second one.
void check_written(const Packet& packet, Version version) {
  if (const auto* connect = std::get_if<Connect>(&packet)) version = connect->version;
  std::string bytes;
  encode(packet, version, bytes);
  std::string_view rest = bytes;
  const auto again = Decoder(DecoderLimits{}, version).next(rest);
  VARDE_ASSERT(again.has_value());
  VARDE_ASSERT(*again == packet);
  VARDE_ASSERT(rest.empty());
}

// In MQTT 3.1.1 a packet of MQTT 5 may say less, but nothing else.
void check_written_as_v311(const Packet& packet) {
  const auto* publish = std::get_if<Publish>(&packet);
  if (std::holds_alternative<Auth>(packet) || (publish != nullptr && publish->topic.empty())) {
    return;
  }
  std::string bytes;
  encode(packet, Version::V311, bytes);
  std::string_view rest = bytes;
  const auto again = Decoder(DecoderLimits{}, Version::V311).next(rest);
  VARDE_ASSERT(again.has_value() && *again && rest.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Decoder decoder = decoder_of(data[0]);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);

  const Decoded whole = decode(decoder, bytes, [&] { return bytes.size(); });
  VARDE_ASSERT(same(whole, decode(decoder, bytes, [] { return std::size_t{1}; })));
  VARDE_ASSERT(same(whole, decode(decoder, bytes, Sizes(data[1]))));
  for (const Packet& packet : whole.packets) {
    check_written(packet, *whole.version);
    check_written_as_v311(packet);
  }
  return 0;
}
