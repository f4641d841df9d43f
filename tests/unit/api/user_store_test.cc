#include "broker/api/user_store.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "broker/api/password.h"
#include "tests/support/temp_dir.h"

namespace varde::test {
namespace {

using api::User;
using api::UserErrorCode;
using api::UserStore;

const UserId kKari("kari");

User kari() {
  return {kKari, "Kari Nordmann", core::Role::Operator, {MunicipalityId("nordlia")}, {}};
}

struct Store {
  TempDir dir;
  std::filesystem::path file = dir.path() / "users.json";
  UserStore users{file};

  void write(const std::string& text) const { std::ofstream(file) << text; }
};

TEST_CASE("a user that was added logs in with the right password only", "[api]") {
  Store store;
  REQUIRE(store.users.add(kari(), "correct horse").has_value());

  CHECK(store.users.verify(kKari, "correct horse").has_value());
  CHECK_FALSE(store.users.verify(kKari, "correct horse ").has_value());
  CHECK_FALSE(store.users.verify(kKari, "").has_value());
  CHECK_FALSE(store.users.verify(UserId("nobody"), "correct horse").has_value());
  CHECK_FALSE(store.users.verify(kKari, std::string(100'000, 'a')).has_value());
}

TEST_CASE("users are in a file that only its owner can read, without their passwords", "[api]") {
  Store store;
  REQUIRE(store.users.add(kari(), "correct horse").has_value());

  struct stat status {};
  REQUIRE(::stat(store.file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  std::ifstream file(store.file);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  CHECK(text.find("correct horse") == std::string::npos);
  CHECK(text.find("$argon2id$v=19$m=19456,t=2,p=1$") != std::string::npos);
}

TEST_CASE("another program's change of the users is seen", "[api]") {
  Store store;
  UserStore other(store.file);
  REQUIRE(*store.users.refresh());
  REQUIRE(other.add(kari(), "correct horse").has_value());
  REQUIRE_FALSE(store.users.find(kKari).has_value());

  REQUIRE(*store.users.refresh());

  CHECK(store.users.find(kKari)->name == "Kari Nordmann");
  CHECK(store.users.find(kKari)->municipalities == std::vector{MunicipalityId("nordlia")});
  CHECK_FALSE(*store.users.refresh());
}

TEST_CASE("two programs that change the users at the same time lose none", "[api]") {
  Store store;
  const auto add_some = [&](const std::string& prefix) {
    UserStore users(store.file);
    for (int i = 0; i < 5; ++i) {
      User user = kari();
      user.id = UserId(prefix + std::to_string(i));
      CHECK(users.add(user, "correct horse").has_value());
    }
  };

  std::thread one(add_some, "a");
  std::thread two(add_some, "b");
  one.join();
  two.join();

  REQUIRE(store.users.refresh().has_value());
  CHECK(store.users.list().size() == 10);
}

TEST_CASE("a password can be changed, a user removed", "[api]") {
  Store store;
  REQUIRE(store.users.add(kari(), "correct horse").has_value());

  REQUIRE(store.users.set_password(kKari, "another horse").has_value());
  CHECK_FALSE(store.users.verify(kKari, "correct horse").has_value());
  CHECK(store.users.verify(kKari, "another horse").has_value());

  REQUIRE(store.users.remove(kKari).has_value());
  CHECK_FALSE(store.users.verify(kKari, "another horse").has_value());
}

TEST_CASE("what cannot be a user is refused", "[api]") {
  Store store;
  REQUIRE(store.users.add(kari(), "correct horse").has_value());
  User nobody = kari();
  nobody.id = UserId("not a name");
  User roleless = kari();
  roleless.id = UserId("lars");
  roleless.role = core::Role::Unspecified;

  CHECK(store.users.add(kari(), "correct horse").error().code == UserErrorCode::Exists);
  CHECK(store.users.add(nobody, "correct horse").error().code == UserErrorCode::BadUser);
  CHECK(store.users.add(roleless, "correct horse").error().code == UserErrorCode::BadUser);
  CHECK(store.users.set_password(kKari, "short").error().code == UserErrorCode::BadPassword);
  CHECK(store.users.set_password(kKari, std::string(api::kLongestPassword + 1, 'a')).error().code ==
        UserErrorCode::BadPassword);
  CHECK(store.users.set_password(UserId("lars"), "correct horse").error().code ==
        UserErrorCode::Unknown);
  CHECK(store.users.remove(UserId("lars")).error().code == UserErrorCode::Unknown);
}

TEST_CASE("a damaged file is refused and leaves the users as they were", "[api]") {
  const std::string text =
      GENERATE(as<std::string>(), "", "{", "[]", R"({"users": {}})", R"({"users": [5]})",
               R"({"users": [{"user": "a"}]})",
               R"({"users": [{"user": "a", "name": "A", "role": "king", "municipalities": [],
          "password_hash": "$argon2id$"}]})",
               R"({"users": [{"user": "a", "name": "A", "role": "admin", "municipalities": "all",
          "password_hash": "$argon2id$"}]})",
               R"({"users": [{"user": "a", "name": "A", "role": "admin", "municipalities": [],
          "password_hash": "secret"}]})");
  CAPTURE(text);
  Store store;
  REQUIRE(store.users.add(kari(), "correct horse").has_value());
  store.write(text);

  const auto read = store.users.refresh();

  REQUIRE(read.has_error());
  CHECK(read.error().code == UserErrorCode::Damaged);
  CHECK(read.error().detail.find('\n') == std::string::npos);
  CHECK(store.users.find(kKari).has_value());
  CHECK(store.users.remove(kKari).error().code == UserErrorCode::Damaged);
}

TEST_CASE("an unknown user takes as long to refuse as a known one", "[api]") {
  Store store;
  REQUIRE(store.users.add(kari(), "correct horse").has_value());
  const auto time_of = [&](const UserId& user) {
    auto best = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 5; ++i) {
      const auto start = std::chrono::steady_clock::now();
      CHECK_FALSE(store.users.verify(user, "wrong horse").has_value());
      best = std::min(best, std::chrono::steady_clock::now() - start);
    }
    return std::chrono::duration<double>(best).count();
  };

  // A hundredth of it would show that nothing is computed; half tells no more than the noise does.
  CHECK(time_of(UserId("nobody")) > time_of(kKari) / 2);
}

}  // namespace
}  // namespace varde::test
