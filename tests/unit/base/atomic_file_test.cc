// Whose the small files are.
#include "broker/base/atomic_file.h"

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

TEST_CASE("a new file belongs to its folder's owner, and only they read it", "[base]") {
  const TempDir dir;
  give(dir.path(), kBroker);

  REQUIRE(write_file_atomically(dir.path() / "users.json", "new").has_value());

  CHECK(status_of(dir.path() / "users.json").st_uid == kBroker);
  CHECK((status_of(dir.path() / "users.json").st_mode & 0777) == 0600);
}

TEST_CASE("a file that is replaced stays its owner's", "[base]") {
  const TempDir dir;
  const auto file = dir.path() / "users.json";
  std::ofstream(file) << "old";
  give(file, kOther);
  give(dir.path(), kBroker);

  REQUIRE(write_file_atomically(file, "new").has_value());

  CHECK(status_of(file).st_uid == kOther);
  CHECK(*read_file(file, 10) == "new");
}

TEST_CASE("a file that root has left behind goes to the folder's owner", "[base]") {
  const TempDir dir;
  const auto file = dir.path() / "users.json";
  std::ofstream(file) << "old";
  give(dir.path(), kBroker);

  REQUIRE(write_file_atomically(file, "new").has_value());

  CHECK(status_of(file).st_uid == kBroker);
}

TEST_CASE("a lock file belongs to its folder's owner", "[base]") {
  const TempDir dir;
  give(dir.path(), kBroker);

  { const FileLock held(dir.path() / "users.json.lock"); }

  CHECK(status_of(dir.path() / "users.json.lock").st_uid == kBroker);
}

TEST_CASE("neither writing nor locking touches what a link points to", "[base]") {
  const TempDir dir;
  const TempDir elsewhere;
  const auto precious = elsewhere.path() / "precious";
  std::ofstream(precious) << "precious";
  const uid_t owner = status_of(precious).st_uid;
  give(dir.path(), kBroker);
  std::filesystem::create_symlink(precious, dir.path() / "users.json.new");
  std::filesystem::create_symlink(precious, dir.path() / "users.json.lock");

  { const FileLock held(dir.path() / "users.json.lock"); }
  REQUIRE(write_file_atomically(dir.path() / "users.json", "new").has_value());

  CHECK(*read_file(precious, 10) == "precious");
  CHECK(status_of(precious).st_uid == owner);
  CHECK(*read_file(dir.path() / "users.json", 10) == "new");
}

TEST_CASE("a file is read whole up to the bound, and not at all beyond it", "[base]") {
  const std::size_t size = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{16'384},
                                    std::size_t{16'385}, std::size_t{100'000});
  CAPTURE(size);
  const TempDir dir;
  const auto file = dir.path() / "users.json";
  std::ofstream(file) << std::string(size, 'x');

  CHECK(*read_file(file, size) == std::string(size, 'x'));
  CHECK(*read_file(file, 200'000) == std::string(size, 'x'));
  if (size > 0) CHECK(read_file(file, size - 1).has_error());
  CHECK(read_file(dir.path() / "gone", 10).has_error());
}

TEST_CASE("each version of a file has a stamp of its own", "[base]") {
  const TempDir dir;
  const auto file = dir.path() / "users.json";
  const FileStamp none = stamp_of(file);
  REQUIRE(write_file_atomically(file, "one").has_value());
  const FileStamp one = stamp_of(file);
  REQUIRE(write_file_atomically(file, "two").has_value());

  CHECK_FALSE(none.exists);
  CHECK(one.exists);
  CHECK_FALSE(one == stamp_of(file));
  CHECK(stamp_of(file) == stamp_of(file));
}

}  // namespace
}  // namespace varde::test
