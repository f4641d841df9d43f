#include "broker/api/user_store.h"

#include <utility>

#include "broker/api/password.h"
#include "broker/api/user_file.h"

namespace varde::api {
namespace {

constexpr std::size_t kLargestFile = 16 * 1024 * 1024;

Result<void, UserError> check_password(const std::string& password) {
  if (password.size() >= kShortestPassword && password.size() <= kLongestPassword) {
    return boost::system::in_place_value;
  }
  return UserError{UserErrorCode::BadPassword, "a password has " +
                                                   std::to_string(kShortestPassword) + " to " +
                                                   std::to_string(kLongestPassword) + " bytes"};
}

UserError unknown(const UserId& id) {
  return {UserErrorCode::Unknown, "there is no user " + id.str()};
}

}  // namespace

UserStore::UserStore(std::filesystem::path file) : file_(std::move(file)) {}

Result<bool, UserError> UserStore::refresh() {
  // Looked at before reading: a change in between is seen the next time.
  const FileStamp now = stamp_of(file_);
  {
    const std::scoped_lock lock(mutex_);
    if (read_ == now) return false;
  }
  auto users = read();
  const std::scoped_lock lock(mutex_);
  read_ = now;
  if (!users) return users.error();
  users_ = *std::move(users);
  return true;
}

std::optional<User> UserStore::find(const UserId& id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = users_.find(id);
  if (found == users_.end()) return std::nullopt;
  return found->second;
}

std::vector<User> UserStore::list() const {
  const std::scoped_lock lock(mutex_);
  std::vector<User> all;
  for (const auto& [id, user] : users_) all.push_back(user);
  return all;
}

std::optional<User> UserStore::verify(const UserId& id, const std::string& password) const {
  std::optional<User> user = find(id);
  const bool possible = password.size() <= kLongestPassword;
  const bool right = user && possible ? verify_password(user->password_hash, password)
                                      : verify_nobody(password.substr(0, kLongestPassword));
  if (!right) return std::nullopt;
  return user;
}

Result<void, UserError> UserStore::add(User user, const std::string& password) {
  if (std::string fault = fault_of(user); !fault.empty()) {
    return UserError{UserErrorCode::BadUser, std::move(fault)};
  }
  if (auto fit = check_password(password); !fit) return fit;
  user.password_hash = hash_password(password);
  return change([&](Users& users) -> Result<void, UserError> {
    if (users.size() >= kUsers) return UserError{UserErrorCode::Full, "there are too many users"};
    const UserId id = user.id;
    if (!users.emplace(id, std::move(user)).second) {
      return UserError{UserErrorCode::Exists, "there is a user " + id.str() + " already"};
    }
    return boost::system::in_place_value;
  });
}

Result<void, UserError> UserStore::set_password(const UserId& id, const std::string& password) {
  if (auto fit = check_password(password); !fit) return fit;
  const std::string hash = hash_password(password);
  return change([&](Users& users) -> Result<void, UserError> {
    const auto found = users.find(id);
    if (found == users.end()) return unknown(id);
    found->second.password_hash = hash;
    return boost::system::in_place_value;
  });
}

Result<void, UserError> UserStore::remove(const UserId& id) {
  return change([&](Users& users) -> Result<void, UserError> {
    if (users.erase(id) == 0) return unknown(id);
    return boost::system::in_place_value;
  });
}

template <class Change>
Result<void, UserError> UserStore::change(Change apply) {
  const FileLock held(file_.string() + ".lock");
  auto users = read();
  if (!users) return users.error();
  if (auto applied = apply(*users); !applied) return applied;
  const auto written = write_file_atomically(file_, write_users(*users));
  if (!written) return UserError{UserErrorCode::File, written.error().detail};
  const std::scoped_lock lock(mutex_);
  users_ = *std::move(users);
  read_ = stamp_of(file_);
  return boost::system::in_place_value;
}

Result<UserStore::Users, UserError> UserStore::read() const {
  if (!std::filesystem::exists(file_)) return Users{};
  const auto text = read_file(file_, kLargestFile);
  if (!text) return UserError{UserErrorCode::File, text.error().detail};
  auto users = read_users(*text);
  if (!users)
    return UserError{UserErrorCode::Damaged, file_.string() + ": " + users.error().detail};
  return *std::move(users);
}

}  // namespace varde::api
