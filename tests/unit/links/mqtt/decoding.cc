#include "tests/unit/links/mqtt/decoding.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "broker/links/mqtt/codec/encoder.h"
#include "broker/links/mqtt/codec/variable_integer.h"

namespace varde::links::mqtt {
namespace {

// A CONNECT's version is its own; all other packets have one before them.
std::optional<Version> version_before(const Refused& packet) {
  if (packet.first.starts_with('1')) return std::nullopt;
  return packet.version;
}

std::vector<std::size_t> everywhere(std::string_view bytes) {
  std::vector<std::size_t> cuts(bytes.size());
  std::iota(cuts.begin(), cuts.end(), std::size_t{0});
  return cuts;
}

}  // namespace

std::string bytes_of(std::string_view written) {
  std::string out;
  for (std::size_t at = 0; at < written.size();) {
    if (written[at] == ' ') {
      at += 1;
    } else if (written[at] == '\'') {
      const std::size_t end = written.find('\'', at + 1);
      out += written.substr(at + 1, end - at - 1);
      at = end + 1;
    } else {
      out += static_cast<char>(std::stoi(std::string(written.substr(at, 2)), nullptr, 16));
      at += 2;
    }
  }
  return out;
}

std::string packet_of(std::string_view first, std::string_view body) {
  const std::string rest = bytes_of(body);
  std::string out = bytes_of(first);
  put_variable_integer(out, static_cast<std::uint32_t>(rest.size()));
  return out + rest;
}

std::string encoded(const Packet& packet, Version version) {
  std::string out;
  encode(packet, version, out);
  return out;
}

Decoded decode(Decoder& decoder, std::string_view bytes) {
  Decoded out;
  while (true) {
    auto next = decoder.next(bytes);
    if (next.has_error()) {
      out.error = next.error();
      return out;
    }
    if (!*next) return out;
    out.packets.push_back(std::move(**next));
  }
}

Decoded decode(std::string_view bytes, std::optional<Version> version) {
  return decode_cut(bytes, version, {});
}

Decoded decode_cut(std::string_view bytes, std::optional<Version> version,
                   const std::vector<std::size_t>& cuts) {
  Decoder decoder = version ? Decoder(DecoderLimits{}, *version) : Decoder(DecoderLimits{});
  Decoded out;
  std::size_t begin = 0;
  const auto piece = [&](std::size_t end) {
    if (out.error) return;
    Decoded some = decode(decoder, bytes.substr(begin, end - begin));
    for (Packet& packet : some.packets) out.packets.push_back(std::move(packet));
    out.error = some.error;
    begin = end;
  };
  for (const std::size_t cut : cuts) piece(cut);
  piece(bytes.size());
  return out;
}

void check_refused(const std::vector<Refused>& packets) {
  for (const Refused& packet : packets) {
    CAPTURE(packet.rule, packet.version, packet.first, packet.body);
    const std::string bytes = packet_of(packet.first, packet.body);

    for (const auto& cuts : {std::vector<std::size_t>(), everywhere(bytes)}) {
      const Decoded decoded = decode_cut(bytes, version_before(packet), cuts);

      CHECK(decoded.packets.empty());
      REQUIRE(decoded.error.has_value());
      CHECK(decoded.error->reason == packet.reason);
      CHECK_FALSE(decoded.error->detail.empty());
    }
  }
}

}  // namespace varde::links::mqtt
