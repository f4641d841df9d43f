// Whose the small files are.
#include "broker/api/atomic_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/temp_dir.h"

namespace varde::test {
namespace {

// Only root can make files for others; for anybody else all is their own.
const uid_t kBroker = ::geteuid() == 0 ? 4'242 : ::geteuid();
const uid_t kOther = ::geteuid() == 0 ? 4'343 : ::geteuid();

void give(const std::filesystem::path& path, uid_t owner) {
  REQUIRE(::chown(path.c_str(), owner, static_cast<gid_t>(-1)) == 0);
}

struct stat status_of(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status;
}

TEST_CASE("a new file belongs to its folder's owner, and only they read it", "[api]") {
  const TempDir dir;
  give(dir.path(), kBroker);

  REQUIRE(api::write_file_atomically(dir.path() / "users.json", "new").has_value());

  CHECK(status_of(dir.path() / "users.json").st_uid == kBroker);
  CHECK((status_of(dir.path() / "users.json").st_mode & 0777) == 0600);
}

TEST_CASE("a file that is replaced stays its owner's", "[api]") {
  const TempDir dir;
  const auto file = dir.path() / "users.json";
  std::ofstream(file) << "old";
  give(file, kOther);
  give(dir.path(), kBroker);

  REQUIRE(api::write_file_atomically(file, "new").has_value());

  CHECK(status_of(file).st_uid == kOther);
  CHECK(*api::read_file(file, 10) == "new");
}

TEST_CASE("a file that root has left behind goes to the folder's owner", "[api]") {
  const TempDir dir;
  const auto file = dir.path() / "users.json";
  std::ofstream(file) << "old";
  give(dir.path(), kBroker);

  REQUIRE(api::write_file_atomically(file, "new").has_value());

  CHECK(status_of(file).st_uid == kBroker);
}

TEST_CASE("a lock file belongs to its folder's owner", "[api]") {
  const TempDir dir;
  give(dir.path(), kBroker);

  { const api::FileLock held(dir.path() / "users.json.lock"); }

  CHECK(status_of(dir.path() / "users.json.lock").st_uid == kBroker);
}

TEST_CASE("neither writing nor locking touches what a link points to", "[api]") {
  const TempDir dir;
  const TempDir elsewhere;
  const auto precious = elsewhere.path() / "precious";
  std::ofstream(precious) << "precious";
  const uid_t owner = status_of(precious).st_uid;
  give(dir.path(), kBroker);
  std::filesystem::create_symlink(precious, dir.path() / "users.json.new");
  std::filesystem::create_symlink(precious, dir.path() / "users.json.lock");

  { const api::FileLock held(dir.path() / "users.json.lock"); }
  REQUIRE(api::write_file_atomically(dir.path() / "users.json", "new").has_value());

  CHECK(*api::read_file(precious, 10) == "precious");
  CHECK(status_of(precious).st_uid == owner);
  CHECK(*api::read_file(dir.path() / "users.json", 10) == "new");
}

}  // namespace
}  // namespace varde::test
