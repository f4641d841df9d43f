#include "broker/eventlog/meta.h"

#include <openssl/rand.h>

#include <array>
#include <string_view>

#include "broker/base/assert.h"
#include "broker/eventlog/sha256.h"

namespace varde::eventlog {
namespace {

constexpr std::string_view kFormatKey = "format";
constexpr std::string_view kIdKey = "id";

// Raised when an older program must not open the log at all. A new kind of event does not: an older
// program stops at the first one by itself (docs/internals/contract.md).
constexpr std::string_view kFormat = "1";

std::string random_id() {
  std::array<unsigned char, 16> bytes{};
  VARDE_ASSERT(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  return hex(std::string(bytes.begin(), bytes.end()));
}

}  // namespace

Result<std::optional<std::string>, LogError> read_log_id(const Storage& storage) {
  auto format = storage.get(Family::Meta, kFormatKey);
  if (format.has_error()) return format.error();
  auto id = storage.get(Family::Meta, kIdKey);
  if (id.has_error()) return id.error();
  if (!*format) {
    const auto records = storage.cursor(Family::Log);
    records->seek_last();
    if (records->valid())
      return LogError{LogErrorCode::NotALog, "the records have no format noted", {}};
    if (auto error = records->error()) return *error;
    return std::optional<std::string>();
  }
  if (**format != kFormat || !*id)
    return LogError{LogErrorCode::NotALog, "format " + **format + " is not known here", {}};
  return *id;
}

Result<std::string, LogError> write_log_id(Storage& storage) {
  const std::string id = random_id();
  const std::array<Change, 2> changes = {{
      {Family::Meta, std::string(kFormatKey), std::string(kFormat)},
      {Family::Meta, std::string(kIdKey), id},
  }};
  if (auto written = storage.write(changes, Durability::Synced); !written) return written.error();
  return id;
}

}  // namespace varde::eventlog
