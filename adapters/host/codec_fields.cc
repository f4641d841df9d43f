#include "adapters/host/codec_fields.h"

#include <algorithm>
#include <utility>

#include "adapters/host/base64.h"
#include "adapters/host/canonical_limits.h"
#include "adapters/host/json_values.h"
#include "broker/base/hex.h"

namespace varde::adapters {
namespace {

namespace json = boost::json;

constexpr std::size_t kResultDepth = 32;

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

Result<std::string, ResultFault> base64_in(const json::value& value) {
  const auto* text = value.if_string();
  if (text == nullptr) return fault("base64", "is no text");
  const std::string too_long = "more than " + std::to_string(kFrameBytes) + " bytes";
  // Checked before it is decoded: base64 takes more letters than bytes.
  if (text->size() > 2 * kFrameBytes) return fault("base64", too_long);
  auto bytes = bytes_from_base64(view(*text));
  if (!bytes) return fault("base64", "is no base64");
  if (bytes->size() > kFrameBytes) return fault("base64", too_long);
  return well(*std::move(bytes));
}

}  // namespace

ResultFault fault(std::string_view place, const std::string& what) {
  if (place.empty()) return {one_line(what)};
  return {one_line(std::string(place) + ": " + what)};
}

Result<json::value, ResultFault> parse_result(std::string_view text) {
  if (text.size() > kLargestResult) {
    return fault("result", "longer than " + std::to_string(kLargestResult) + " bytes");
  }
  auto value = parse_json_value(text, kResultDepth);
  if (!value) return fault("result", value.error().reason);
  return *std::move(value);
}

const json::value* given(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains({name.data(), name.size()});
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<ResultFault> fault_of_names(const json::object& object,
                                          std::initializer_list<std::string_view> known) {
  for (const auto& field : object) {
    const std::string_view name(field.key().data(), field.key().size());
    if (std::ranges::find(known, name) == known.end()) {
      return fault(name.substr(0, 64), "no such field");
    }
  }
  return std::nullopt;
}

Result<std::optional<std::string>, ResultFault> text_in(const json::object& object,
                                                        std::string_view name) {
  const json::value* value = given(object, name);
  if (value == nullptr) return std::optional<std::string>();
  const auto* text = value->if_string();
  if (text == nullptr) return fault(name, "is no text");
  return std::optional(std::string(view(*text)));
}

Result<std::optional<std::uint64_t>, ResultFault> number_up_to(std::uint64_t most,
                                                               const json::object& object,
                                                               std::string_view name) {
  const json::value* value = given(object, name);
  if (value == nullptr) return std::optional<std::uint64_t>();
  const auto number = whole_number_in(*value);
  if (!number || *number > most) {
    return fault(name, "is no whole number from 0 to " + std::to_string(most));
  }
  return number;
}

Result<std::string, ResultFault> bytes_in(const json::value& value, std::string_view name,
                                          std::size_t most) {
  const auto* array = value.if_array();
  if (array == nullptr) return fault(name, "is no array of bytes");
  if (array->size() > most) return fault(name, "more than " + std::to_string(most) + " bytes");
  std::string bytes;
  bytes.reserve(array->size());
  for (const json::value& element : *array) {
    const auto* number = element.if_int64();
    if (number == nullptr || *number < 0 || *number > 255) {
      return fault(name, "element " + std::to_string(bytes.size() + 1) + " is no byte");
    }
    bytes += static_cast<char>(*number);
  }
  return well(std::move(bytes));
}

Result<std::string, ResultFault> hex_in(const json::value& value, std::string_view name,
                                        std::size_t most) {
  const auto* text = value.if_string();
  if (text == nullptr) return fault(name, "is no text");
  if (text->size() > 2 * most) return fault(name, "more than " + std::to_string(most) + " bytes");
  std::string digits(view(*text));
  for (char& digit : digits) {
    if (digit >= 'A' && digit <= 'F') digit = static_cast<char>(digit - 'A' + 'a');
  }
  auto bytes = bytes_from_hex(digits);
  if (!bytes) return fault(name, "is no hex");
  return well(*std::move(bytes));
}

Result<std::optional<std::string>, ResultFault> frame_in(const json::object& object) {
  std::optional<std::string> frame;
  for (const char* name : {"bytes", "base64", "hex"}) {
    const json::value* value = given(object, name);
    if (value == nullptr) continue;
    if (frame) return fault(name, "the bytes are given twice");
    auto bytes = std::string_view(name) == "bytes" ? bytes_in(*value, name, kFrameBytes)
                 : std::string_view(name) == "hex" ? hex_in(*value, name, kFrameBytes)
                                                   : base64_in(*value);
    if (!bytes) return std::move(bytes).error();
    frame = *std::move(bytes);
  }
  return frame;
}

Result<std::string, ResultFault> address_in(const json::object& object) {
  auto device = text_in(object, "device");
  if (!device) return std::move(device).error();
  const auto control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
  if (!*device || (*device)->empty() || (*device)->size() > kAddressBytes ||
      std::ranges::any_of(**device, control)) {
    return fault("device", "is no address: text of 1 to " + std::to_string(kAddressBytes) +
                               " bytes without control characters");
  }
  return well(**std::move(device));
}

}  // namespace varde::adapters
