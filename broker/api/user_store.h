// The local accounts: who may log in, as what, and for which municipalities.
//
// Kept in `users.json` (form: user_file.h), readable by its owner only. The server reads it
// and sees changes within a second; `varde user` changes it.
// Thread safety: all functions may be called from any thread. `verify`, `add` and `set_password`
// take some 20 ms each (argon2id).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "broker/base/atomic_file.h"
#include "broker/base/ids.h"
#include "broker/base/result.h"
#include "broker/core/vocabulary.h"

namespace varde::api {

inline constexpr std::size_t kUsers = 10'000;
inline constexpr std::size_t kLongestUserName = 100;  // Bytes of the person's name.

struct User {
  UserId id;         // What is typed at log-in. A name (`is_name`).
  std::string name;  // The person's, shown to others.
  core::Role role = core::Role::Unspecified;
  std::vector<MunicipalityId> municipalities;  // Empty: all.
  std::string password_hash;                   // Encoded argon2id.
  friend bool operator==(const User&, const User&) = default;
};

enum class UserErrorCode : std::uint8_t {
  File,         // The file cannot be read or written.
  Damaged,      // The file is not what it should be; the detail says where.
  Exists,       // There is a user of that name already.
  Unknown,      // There is no such user.
  BadUser,      // The id, name, role or a municipality is not allowed.
  BadPassword,  // Too short or too long.
  Full,         // kUsers are there already.
};

struct UserError {
  UserErrorCode code = UserErrorCode::File;
  std::string detail;  // One line.
};

class UserStore {
 public:
  // Reads nothing yet.
  explicit UserStore(std::filesystem::path file);

  // Reads the file if it is another than the one read last; true if so. Without a file there are
  // no users. After an error the users are those from before.
  [[nodiscard]] Result<bool, UserError> refresh();

  [[nodiscard]] std::optional<User> find(const UserId& id) const;
  [[nodiscard]] std::vector<User> list() const;  // By id.

  // The user, if `password` is theirs. Takes as long for one who does not exist.
  [[nodiscard]] std::optional<User> verify(const UserId& id, const std::string& password) const;

  // Each of these reads the file anew, changes it and writes it, holding off another program that
  // does the same. `user.password_hash` is not looked at.
  [[nodiscard]] Result<void, UserError> add(User user, const std::string& password);
  [[nodiscard]] Result<void, UserError> set_password(const UserId& id, const std::string& password);
  [[nodiscard]] Result<void, UserError> remove(const UserId& id);

 private:
  using Users = std::map<UserId, User>;

  template <class Change>
  Result<void, UserError> change(Change apply);
  [[nodiscard]] Result<Users, UserError> read() const;

  const std::filesystem::path file_;
  mutable std::mutex mutex_;  // Guards users_ and read_.
  Users users_;
  std::optional<FileStamp> read_;  // The file that users_ came from.
};

}  // namespace varde::api
