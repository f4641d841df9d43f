#include "broker/app/file_limit.h"

#include <sys/resource.h>

#include <catch2/catch.hpp>

namespace varde::app {

TEST_CASE("the limit of open files is raised to the hard one", "[app]") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  REQUIRE(before.rlim_max > 200);
  rlimit low = before;
  low.rlim_cur = 200;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);

  const std::uint64_t told = raise_file_limit();

  rlimit after{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &after) == 0);
  CHECK(after.rlim_cur == before.rlim_max);
  CHECK(told == before.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace varde::app
