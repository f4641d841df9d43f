#include "broker/links/backoff.h"

#include <catch2/catch.hpp>
#include <set>

namespace varde::links {

using namespace std::chrono_literals;

TEST_CASE("each wait lies between half its limit and its limit, which doubles up to the largest",
          "[links]") {
  const auto seed = GENERATE(range(0, 50));
  Backoff backoff(500ms, 3s, static_cast<std::uint64_t>(seed));

  for (const auto limit : {500ms, 1000ms, 2000ms, 3000ms, 3000ms, 3000ms}) {
    const auto wait = backoff.next();
    CHECK(wait >= limit / 2);
    CHECK(wait <= limit);
  }
}

TEST_CASE("after a success the first wait is short again", "[links]") {
  Backoff backoff(500ms, 15s, 1);
  for (int i = 0; i < 8; ++i) (void)backoff.next();

  backoff.reset();

  CHECK(backoff.next() <= 500ms);
}

TEST_CASE("bridges with different seeds do not come back in the same instant", "[links]") {
  std::set<std::chrono::milliseconds> waits;
  for (std::uint64_t seed = 0; seed < 50; ++seed) waits.insert(Backoff(500ms, 15s, seed).next());

  CHECK(waits.size() > 20);
}

}  // namespace varde::links
