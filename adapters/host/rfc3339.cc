#include "adapters/host/rfc3339.h"

#include <google/protobuf/util/time_util.h>

#include "broker/wire/events.h"

namespace varde::adapters {

std::optional<Instant> parse_rfc3339(const std::string& text) {
  google::protobuf::Timestamp stamp;
  if (!google::protobuf::util::TimeUtil::FromString(text, &stamp)) return std::nullopt;
  return wire::from_proto(stamp);
}

std::string to_rfc3339(Instant instant) {
  google::protobuf::Timestamp stamp;
  wire::to_proto(instant, stamp);
  return google::protobuf::util::TimeUtil::ToString(stamp);
}

}  // namespace varde::adapters
