#include "broker/api/user_file.h"

#include <boost/json.hpp>
#include <utility>

#include "broker/base/utf8.h"
#include "broker/wire/names.h"

namespace varde::api {
namespace {

namespace json = boost::json;

Result<std::string, Fault> text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return Fault{std::string(key) + " is missing"};
  if (!value->is_string()) return Fault{std::string(key) + " is not a text"};
  return {boost::system::in_place_value, std::string(value->get_string())};
}

Result<std::vector<MunicipalityId>, Fault> municipalities_of(const json::object& object) {
  const json::value* value = object.if_contains("municipalities");
  if (value == nullptr) return Fault{"municipalities is missing"};
  if (!value->is_array()) return Fault{"municipalities is not a list"};
  std::vector<MunicipalityId> all;
  for (const json::value& entry : value->get_array()) {
    if (!entry.is_string()) return Fault{"a municipality is not a text"};
    all.emplace_back(std::string(entry.get_string()));
  }
  return all;
}

Result<User, Fault> user_of(const json::value& value) {
  if (!value.is_object()) return Fault{"not an object"};
  const json::object& object = value.get_object();
  const auto id = text_of(object, "user");
  if (!id) return id.error();
  const auto name = text_of(object, "name");
  if (!name) return name.error();
  const auto role = text_of(object, "role");
  if (!role) return role.error();
  const auto hash = text_of(object, "password_hash");
  if (!hash) return hash.error();
  auto municipalities = municipalities_of(object);
  if (!municipalities) return municipalities.error();
  User user{UserId(*id), *name, wire::parse<core::Role>(*role).value_or(core::Role::Unspecified),
            *std::move(municipalities), *hash};
  if (std::string fault = fault_of(user); !fault.empty()) return Fault{std::move(fault)};
  if (!user.password_hash.starts_with("$argon2id$")) return Fault{"password_hash is none"};
  return user;
}

}  // namespace

std::string write_users(const std::map<UserId, User>& users) {
  // One user a line, so that a person can read it and a difference shows who changed.
  std::string text = "{\"users\": [\n";
  std::string_view separator = "  ";
  for (const auto& [id, user] : users) {
    json::object entry;
    entry["user"] = id.str();
    entry["name"] = user.name;
    entry["role"] = wire::name(user.role);
    json::array& municipalities = (entry["municipalities"] = json::array()).get_array();
    for (const MunicipalityId& one : user.municipalities) municipalities.emplace_back(one.str());
    entry["password_hash"] = user.password_hash;
    text.append(separator).append(json::serialize(entry));
    separator = ",\n  ";
  }
  return text + "\n]}\n";
}

Result<std::map<UserId, User>, Fault> read_users(std::string_view text) {
  json::error_code error;
  const json::value value = json::parse(text, error);
  if (error) return Fault{"not JSON: " + error.message()};
  const json::object* object = value.if_object();
  const json::value* list = object == nullptr ? nullptr : object->if_contains("users");
  if (list == nullptr || !list->is_array()) return Fault{"there is no list \"users\""};
  std::map<UserId, User> users;
  std::size_t number = 0;
  for (const json::value& entry : list->get_array()) {
    number += 1;
    auto user = user_of(entry);
    if (!user) return Fault{"user " + std::to_string(number) + ": " + user.error().detail};
    const UserId id = user->id;
    if (!users.emplace(id, *std::move(user)).second) {
      return Fault{"user " + std::to_string(number) + ": the same user stands there twice"};
    }
  }
  if (users.size() > kUsers) return Fault{"more than " + std::to_string(kUsers) + " users"};
  return users;
}

std::string fault_of(const User& user) {
  if (!is_name(user.id.str())) return "user is not a name: 1 to 64 of a-z A-Z 0-9 . _ : -";
  if (user.name.empty() || user.name.size() > kLongestUserName || !is_utf8(user.name)) {
    return "name is empty, not UTF-8 or over " + std::to_string(kLongestUserName) + " bytes";
  }
  if (user.role == core::Role::Unspecified) {
    return "role is none of operator, technician, integrator, manager, admin";
  }
  for (const MunicipalityId& one : user.municipalities) {
    if (!is_name(one.str())) return "a municipality is not a name";
  }
  return {};
}

}  // namespace varde::api
