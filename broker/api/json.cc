#include "broker/api/json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <boost/json.hpp>

#include "broker/base/assert.h"

namespace varde::api {
namespace {

constexpr std::size_t kLongestReason = 200;

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, text.find('\n')));
  if (line.size() > kLongestReason) line.resize(kLongestReason);
  // A message may quote the request, cut in the middle of a letter.
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || (c & 0x80) != 0; }, '?');
  return line;
}

// Protobuf's own parser takes what is not JSON (single quotes, bare names), and nests deeply.
Result<void, Fault> check_syntax(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = kDeepestJson;
  boost::json::error_code error;
  const boost::json::value value = boost::json::parse(text, error, {}, options);
  if (error) return Fault{one_line("The body is not JSON: " + error.message())};
  if (!value.is_object()) return Fault{"The body is not a JSON object."};
  return boost::system::in_place_value;
}

// proto3 takes any number for an enum; we have a meaning for the named ones only.
Result<void, Fault> check_enums(const google::protobuf::Message& message) {
  const auto* descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    if (field->is_repeated() || field->enum_type() == nullptr) continue;
    const int number = message.GetReflection()->GetEnumValue(message, field);
    if (field->enum_type()->FindValueByNumber(number) == nullptr) {
      return Fault{field->name() + ": there is no value " + std::to_string(number) + "."};
    }
  }
  return boost::system::in_place_value;
}

}  // namespace

Result<void, Fault> parse_json(std::string_view text, google::protobuf::Message& out) {
  if (auto syntax = check_syntax(text); !syntax) return syntax;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), &out, options);
  if (!status.ok()) {
    return Fault{one_line({status.message().data(), status.message().size()})};
  }
  return check_enums(out);
}

std::string to_json(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  VARDE_ASSERT(status.ok());
  return text;
}

}  // namespace varde::api
