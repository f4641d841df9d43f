// The form in which users.json keeps the accounts.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "broker/api/user_store.h"
#include "broker/base/fault.h"
#include "broker/base/result.h"

namespace varde::api {

[[nodiscard]] std::string write_users(const std::map<UserId, User>& users);

// The fault names the entry and what is wrong with it.
[[nodiscard]] Result<std::map<UserId, User>, Fault> read_users(std::string_view text);

// What is wrong with the user, its password aside; empty: nothing.
[[nodiscard]] std::string fault_of(const User& user);

}  // namespace varde::api
