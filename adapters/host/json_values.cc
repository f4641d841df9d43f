#include "adapters/host/json_values.h"

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <system_error>

#include "adapters/host/canonical_limits.h"

namespace varde::adapters {
namespace {

namespace json = boost::json;

void write_number(double number, std::string& text) {
  if (!std::isfinite(number)) {  // 1e999 was read: JSON has no word for it.
    text += "null";
    return;
  }
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc()) text.append(digits.data(), end);
}

void write_quoted(json::string_view words, std::string& text) { text += json::serialize(words); }

// Goes as deep as the parser allowed.
void write(const json::value& value, std::string& text) {
  char between = '\0';
  const auto separate = [&] {
    if (between != '\0') text += between;
    between = ',';
  };
  if (const auto* object = value.if_object()) {
    text += '{';
    for (const auto& [name, field] : *object) {
      separate();
      write_quoted(name, text);
      text += ':';
      write(field, text);
    }
    text += '}';
  } else if (const auto* array = value.if_array()) {
    text += '[';
    for (const json::value& element : *array) {
      separate();
      write(element, text);
    }
    text += ']';
  } else if (value.is_double()) {
    write_number(value.get_double(), text);
  } else {
    text += json::serialize(value);
  }
}

}  // namespace

Result<json::value, JsonMistake> parse_json_value(std::string_view text, std::size_t depth) {
  json::parse_options options;
  options.max_depth = depth;
  json::error_code error;
  json::value value = json::parse({text.data(), text.size()}, error, {}, options);
  if (error) return JsonMistake{one_line("not JSON: " + error.message())};
  return value;
}

std::optional<Scalar> scalar_in(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return Null{};
    case json::kind::bool_: return value.get_bool();
    case json::kind::int64: return static_cast<double>(value.get_int64());
    case json::kind::uint64: return static_cast<double>(value.get_uint64());
    case json::kind::double_: return value.get_double();
    case json::kind::string: {
      const auto& text = value.get_string();
      return std::string(text.data(), text.size());
    }
    default: return std::nullopt;
  }
}

std::optional<std::uint64_t> whole_number_in(const json::value& value) {
  if (const auto* number = value.if_uint64()) return *number;
  if (const auto* number = value.if_int64()) {
    return *number < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(*number));
  }
  const auto* text = value.if_string();
  if (text == nullptr) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

std::string to_json_text(const json::value& value) {
  std::string text;
  write(value, text);
  return text;
}

}  // namespace varde::adapters
