// Stored bytes: whatever stands on a disk, reading it answers and never ends the process; and what
// can be read is written the same way ever after.
#include <google/protobuf/stubs/logging.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "broker/base/assert.h"
#include "broker/eventlog/record.h"
#include "broker/eventlog/watermark.h"
#include "broker/wire/events.h"
#include "varde/v1/event.pb.h"

namespace {

using namespace varde;

void try_record(const std::string& bytes) {
  v1::Record record;
  if (!record.ParseFromString(bytes)) return;
  const LogPosition position(record.position());
  const auto read = eventlog::decode(bytes, position);
  if (!read) return;
  const std::string once = eventlog::encode(position, read->previous_sha256, read->event);
  const auto again = eventlog::decode(once, position);
  VARDE_ASSERT(again.has_value());
  VARDE_ASSERT(eventlog::encode(position, again->previous_sha256, again->event) == once);
}

void try_state(const std::string& bytes) {
  const auto read = wire::parse_state(bytes);
  if (!read) return;
  const std::string once = wire::serialize(*read);
  const auto again = wire::parse_state(once);
  VARDE_ASSERT(again.has_value());
  VARDE_ASSERT(wire::serialize(*again) == once);
}

void try_watermark(const std::string& bytes) {
  const auto read = eventlog::parse_watermark(bytes);
  VARDE_ASSERT(!read || eventlog::format(*read) == bytes);
}

}  // namespace

// The golden records of tests/golden/events/v1 are its first inputs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // protobuf says on standard error what it cannot read: here that is nearly everything.
  static const google::protobuf::LogSilencer kSilencer;
  const std::string bytes(data, data + size);
  try_record(bytes);
  try_state(bytes);
  try_watermark(bytes);
  return 0;
}
