#include "adapters/host/canonical_json.h"

#include <google/protobuf/util/json_util.h>

#include <boost/json.hpp>
#include <optional>

#include "adapters/host/canonical_limits.h"

namespace varde::adapters {
namespace {

using core::DecodeFailure;
using core::DecodeFailureKind;

DecodeFailure malformed(std::string reason) {
  return {DecodeFailureKind::Malformed, std::move(reason)};
}

bool known_kind(const boost::json::value& kind) {
  v1::SignalKind::Code code{};
  return kind.is_string() && v1::SignalKind::Code_Parse(std::string(kind.get_string()), &code);
}

// Protobuf tells of a JSON mistake in several lines and never its place, and refuses an unknown
// kind like any other mistake. So the text is read once more, only to say what was wrong.
DecodeFailure explain(const std::string& payload, std::string_view protobuf_says) {
  boost::json::error_code error;
  boost::json::parser parser;
  const std::size_t read = parser.write_some(payload, error);
  if (error == boost::json::error::incomplete) {
    return malformed("JSON: ends before it is complete");
  }
  if (error) {
    return malformed("JSON: " + error.message() + " at byte " + std::to_string(read + 1) + " of " +
                     std::to_string(payload.size()));
  }
  if (read != payload.size()) {
    return malformed("JSON: something follows the object, at byte " + std::to_string(read + 1));
  }
  const boost::json::value value = parser.release();
  if (const auto* object = value.if_object()) {
    const auto* kind = object->if_contains("kind");
    if (kind != nullptr && kind->is_string() && !known_kind(*kind)) {
      const auto& word = kind->get_string();
      return {DecodeFailureKind::UnknownKind,
              one_line("kind: this version knows no \"" + std::string(word.subview(0, 64)) + "\"")};
    }
  }
  return malformed(one_line("JSON: " + std::string(protobuf_says)));
}

}  // namespace

Result<v1::Signal, DecodeFailure> parse_json(const std::string& payload) {
  if (!utf8_length(payload)) return malformed("JSON: not UTF-8");
  v1::Signal signal;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(payload, &signal, options);
  const auto says = status.message();
  if (!status.ok()) return explain(payload, std::string_view(says.data(), says.size()));
  return signal;
}

}  // namespace varde::adapters
