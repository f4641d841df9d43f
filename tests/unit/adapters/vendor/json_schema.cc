#include "tests/unit/adapters/vendor/json_schema.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <regex>

namespace varde::test {
namespace {

namespace json = boost::json;
using Lines = std::vector<std::string>;

std::string text_of(json::string_view text) { return {text.data(), text.size()}; }

std::int64_t characters(json::string_view text) {
  return std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

bool is_type(const json::value& value, json::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  return type == "number" && value.is_number();
}

class Validator {
 public:
  explicit Validator(const json::value& root) : root_(root) {}

  Lines errors(const json::value& schema, const json::value& value, const std::string& at) const;

 private:
  struct Place {
    const json::object& schema;
    const json::value& value;
    const std::string& at;
    Lines& lines;
  };
  using Check = void (Validator::*)(const json::value& wanted, const Place& place) const;
  static const std::map<std::string, Check>& checks();

  bool valid(const json::value& schema, const json::value& value) const {
    return errors(schema, value, "").empty();
  }
  std::int64_t how_many(const json::array& schemas, const json::value& value) const {
    return std::ranges::count_if(schemas, [&](const auto& one) { return valid(one, value); });
  }
  static void expect(bool right, const Place& place, const std::string& what) {
    if (!right) place.lines.push_back(place.at + ": " + what);
  }

  void nothing(const json::value&, const Place&) const {}
  void ref(const json::value& wanted, const Place& p) const {
    add(errors(root_.at_pointer(text_of(wanted.as_string()).substr(1)), p.value, p.at), p.lines);
  }
  void type(const json::value& wanted, const Place& p) const {
    const bool right = wanted.is_string()
                           ? is_type(p.value, wanted.as_string())
                           : std::ranges::any_of(wanted.as_array(), [&](const auto& one) {
                               return is_type(p.value, one.as_string());
                             });
    expect(right, p, "is no " + json::serialize(wanted));
  }
  void any_of(const json::value& wanted, const Place& p) const {
    expect(how_many(wanted.as_array(), p.value) > 0, p, "is none of anyOf");
  }
  void one_of(const json::value& wanted, const Place& p) const {
    expect(how_many(wanted.as_array(), p.value) == 1, p, "is not just one of oneOf");
  }
  void all_of(const json::value& wanted, const Place& p) const {
    for (const auto& one : wanted.as_array()) add(errors(one, p.value, p.at), p.lines);
  }
  void if_then(const json::value& wanted, const Place& p) const {
    if (valid(wanted, p.value)) add(errors(p.schema.at("then"), p.value, p.at), p.lines);
  }
  void constant(const json::value& wanted, const Place& p) const {
    expect(p.value == wanted, p, "is not " + json::serialize(wanted));
  }
  void one_word(const json::value& wanted, const Place& p) const {
    expect(std::ranges::count(wanted.as_array(), p.value) > 0, p, "is not in enum");
  }
  void minimum(const json::value& wanted, const Place& p) const {
    if (p.value.is_number()) {
      expect(p.value.to_number<double>() >= wanted.to_number<double>(), p, "is too small");
    }
  }
  void maximum(const json::value& wanted, const Place& p) const {
    if (p.value.is_number()) {
      expect(p.value.to_number<double>() <= wanted.to_number<double>(), p, "is too large");
    }
  }
  void min_length(const json::value& wanted, const Place& p) const {
    const auto* text = p.value.if_string();
    if (text != nullptr) expect(characters(*text) >= wanted.as_int64(), p, "is too short");
  }
  void max_length(const json::value& wanted, const Place& p) const {
    const auto* text = p.value.if_string();
    if (text != nullptr) expect(characters(*text) <= wanted.as_int64(), p, "is too long");
  }
  void pattern(const json::value& wanted, const Place& p) const {
    const auto* text = p.value.if_string();
    if (text == nullptr || text->size() > 4096) return;  // std::regex recurses by letter.
    expect(std::regex_search(text_of(*text), std::regex(text_of(wanted.as_string()))), p,
           "is not of the pattern");
  }
  void items(const json::value& wanted, const Place& p) const {
    const auto* array = p.value.if_array();
    if (array == nullptr) return;
    for (std::size_t i = 0; i < array->size(); ++i) {
      add(errors(wanted, (*array)[i], p.at + "/" + std::to_string(i)), p.lines);
    }
  }
  void min_items(const json::value& wanted, const Place& p) const {
    const auto* array = p.value.if_array();
    if (array != nullptr) expect(std::ssize(*array) >= wanted.as_int64(), p, "has too few");
  }
  void max_items(const json::value& wanted, const Place& p) const {
    const auto* array = p.value.if_array();
    if (array != nullptr) expect(std::ssize(*array) <= wanted.as_int64(), p, "has too many");
  }
  void unique(const json::value&, const Place& p) const {
    const auto* array = p.value.if_array();
    if (array == nullptr) return;
    for (const auto& one : *array) expect(std::ranges::count(*array, one) == 1, p, "repeats");
  }
  void required(const json::value& wanted, const Place& p) const {
    const auto* object = p.value.if_object();
    if (object == nullptr) return;
    for (const auto& name : wanted.as_array()) {
      expect(object->contains(name.as_string()), p, "lacks " + json::serialize(name));
    }
  }
  void dependent(const json::value& wanted, const Place& p) const {
    const auto* object = p.value.if_object();
    if (object == nullptr) return;
    for (const auto& [name, needs] : wanted.as_object()) {
      if (object->contains(name)) required(needs, p);
    }
  }
  void min_properties(const json::value& wanted, const Place& p) const {
    const auto* object = p.value.if_object();
    if (object != nullptr) expect(std::ssize(*object) >= wanted.as_int64(), p, "has too few");
  }
  void max_properties(const json::value& wanted, const Place& p) const {
    const auto* object = p.value.if_object();
    if (object != nullptr) expect(std::ssize(*object) <= wanted.as_int64(), p, "has too many");
  }
  void property_names(const json::value& wanted, const Place& p) const {
    const auto* object = p.value.if_object();
    if (object == nullptr) return;
    for (const auto& [name, value] : *object) {
      add(errors(wanted, json::value(name), p.at + "/" + text_of(name)), p.lines);
    }
  }
  void properties(const json::value& wanted, const Place& p) const {
    const auto* object = p.value.if_object();
    if (object == nullptr) return;
    for (const auto& [name, schema] : wanted.as_object()) {
      const auto* value = object->if_contains(name);
      if (value != nullptr) add(errors(schema, *value, p.at + "/" + text_of(name)), p.lines);
    }
  }
  void additional(const json::value& wanted, const Place& p) const {
    const auto* object = p.value.if_object();
    if (object == nullptr) return;
    const auto* known = p.schema.if_contains("properties");
    for (const auto& [name, value] : *object) {
      if (known != nullptr && known->as_object().contains(name)) continue;
      add(errors(wanted, value, p.at + "/" + text_of(name)), p.lines);
    }
  }
  static void add(Lines more, Lines& lines) { lines.insert(lines.end(), more.begin(), more.end()); }

  const json::value& root_;
};

const std::map<std::string, Validator::Check>& Validator::checks() {
  using V = Validator;
  static const std::map<std::string, Check> kChecks{
      {"$schema", &V::nothing},
      {"$defs", &V::nothing},
      {"title", &V::nothing},
      {"description", &V::nothing},
      {"default", &V::nothing},
      {"format", &V::nothing},
      {"then", &V::nothing},
      {"$ref", &V::ref},
      {"type", &V::type},
      {"anyOf", &V::any_of},
      {"oneOf", &V::one_of},
      {"allOf", &V::all_of},
      {"if", &V::if_then},
      {"const", &V::constant},
      {"enum", &V::one_word},
      {"minimum", &V::minimum},
      {"maximum", &V::maximum},
      {"minLength", &V::min_length},
      {"maxLength", &V::max_length},
      {"pattern", &V::pattern},
      {"items", &V::items},
      {"minItems", &V::min_items},
      {"maxItems", &V::max_items},
      {"uniqueItems", &V::unique},
      {"required", &V::required},
      {"dependentRequired", &V::dependent},
      {"properties", &V::properties},
      {"additionalProperties", &V::additional},
      {"minProperties", &V::min_properties},
      {"maxProperties", &V::max_properties},
      {"propertyNames", &V::property_names},
  };
  return kChecks;
}

Lines Validator::errors(const json::value& schema, const json::value& value,
                        const std::string& at) const {
  Lines lines;
  if (const auto* always = schema.if_bool()) {
    if (!*always) lines.push_back(at + ": is not allowed");
    return lines;
  }
  const json::object& object = schema.as_object();
  for (const auto& [keyword, wanted] : object) {
    const auto check = checks().find(text_of(keyword));
    if (check == checks().end()) {
      lines.push_back("the schema has a keyword that is not known: " + text_of(keyword));
    } else {
      (this->*check->second)(wanted, Place{object, value, at, lines});
    }
  }
  return lines;
}

}  // namespace

Lines schema_errors(const json::value& schema, const json::value& value) {
  return Validator(schema).errors(schema, value, "");
}

}  // namespace varde::test
