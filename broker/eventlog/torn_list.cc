#include "broker/eventlog/torn_list.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace varde::eventlog {
namespace {

// RocksDB's log format (db/log_format.h): blocks, in which entries stand one behind the other, in
// pieces where they cross a block's end. Before each piece: CRC-32C of all behind it (4 bytes), the
// length of its content (2), its type (1); numbers with their lowest byte first.
constexpr std::size_t kBlockBytes = 32 * 1024;
constexpr std::size_t kHeaderBytes = 7;
enum PieceType : std::uint8_t { kWhole = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

// A tear is as long as what was added since the last sync: a few entries of some hundred bytes.
constexpr std::size_t kLongestTear = 64 * 1024;

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i)
    value = value << 8 | static_cast<std::uint8_t>(bytes[i - 1]);
  return value;
}

// As RocksDB stores it: so that the checksum of a text that holds checksums is of some use.
std::uint32_t masked_crc(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const std::uint32_t sum = crc.checksum();
  return ((sum >> 15) | (sum << 17)) + 0xA282EAD8U;
}

struct Piece {
  std::uint8_t type = 0;
  std::size_t end = 0;
};

// The piece that begins at `at`; none if what stands there is none.
std::optional<Piece> piece_at(std::string_view list, std::size_t at) {
  const std::size_t block_end = std::min(list.size(), (at / kBlockBytes + 1) * kBlockBytes);
  if (at + kHeaderBytes > block_end) return std::nullopt;
  const auto type = static_cast<std::uint8_t>(list[at + 6]);
  const std::size_t end = at + kHeaderBytes + little_endian(list.substr(at + 4, 2));
  if (type < kWhole || type > kLast || end > block_end) return std::nullopt;
  if (masked_crc(list.substr(at + 6, end - at - 6)) != little_endian(list.substr(at, 4)))
    return std::nullopt;
  return Piece{type, end};
}

// Behind the last entry that can be read from the beginning.
std::size_t end_of_whole_entries(std::string_view list) {
  std::size_t whole = 0;
  std::size_t at = 0;
  while (at < list.size()) {
    const std::size_t left_in_block = kBlockBytes - at % kBlockBytes;
    if (left_in_block < kHeaderBytes) {  // Too little for a header: filled up.
      at += left_in_block;
      continue;
    }
    const auto piece = piece_at(list, at);
    if (!piece) break;
    at = piece->end;
    if (piece->type == kWhole || piece->type == kLast) whole = at;
  }
  return whole;
}

bool any_piece_after(std::string_view list, std::size_t at) {
  for (++at; at < list.size(); ++at) {
    if (piece_at(list, at)) return true;
  }
  return false;
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

Result<bool, LogError> cut_torn_list(const std::filesystem::path& database, FileSteps& steps) {
  auto name = read_file(database / "CURRENT");
  if (!name || !name->starts_with("MANIFEST-") || name->back() != '\n') return false;
  name->pop_back();
  const auto list = read_file(database / *name);
  if (!list) return false;
  const std::size_t whole = end_of_whole_entries(*list);
  if (whole == list->size() || list->size() - whole > kLongestTear) return false;
  if (any_piece_after(*list, whole)) return false;
  const auto cut = replace_file(database / *name, std::string_view(*list).substr(0, whole), steps);
  if (!cut) return cut.error();
  return true;
}

}  // namespace varde::eventlog
