#include "broker/app/disk_watch.h"

#include <catch2/catch.hpp>
#include <vector>

namespace varde::app {
namespace {

struct Watched {
  std::optional<std::uint64_t> free = 1'000'000;
  std::vector<bool> changes;
  DiskWatch watch{8'000, [this] { return free; }, [this](bool low) { changes.push_back(low); }};

  void look_at(std::optional<std::uint64_t> bytes) {
    free = bytes;
    watch.look();
  }
};

}  // namespace

TEST_CASE("storage is low below the reserve, and is told once", "[app]") {
  Watched disk;

  disk.look_at(8'000);
  CHECK_FALSE(disk.watch.low());
  disk.look_at(7'999);
  disk.look_at(10);

  CHECK(disk.watch.low());
  CHECK(disk.changes == std::vector<bool>{true});
}

TEST_CASE("storage is ok again only an eighth above the reserve", "[app]") {
  Watched disk;
  disk.look_at(0);

  disk.look_at(8'000);
  disk.look_at(8'999);
  CHECK(disk.watch.low());
  disk.look_at(9'000);

  CHECK_FALSE(disk.watch.low());
  CHECK(disk.changes == std::vector<bool>{true, false});
}

TEST_CASE("a file system that does not say changes nothing", "[app]") {
  Watched disk;

  disk.look_at(std::nullopt);
  CHECK_FALSE(disk.watch.low());
  disk.look_at(0);
  disk.look_at(std::nullopt);

  CHECK(disk.watch.low());
}

TEST_CASE("the room of a folder that is not made yet is that of its parent", "[app]") {
  const auto here = free_space("/tmp");

  REQUIRE(here.has_value());
  CHECK(*here > 0);
  CHECK(free_space("/tmp/not/made/yet").has_value());
}

}  // namespace varde::app
