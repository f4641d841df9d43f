#include "broker/app/commit_watch.h"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

namespace varde::app {
namespace {

using namespace std::chrono_literals;

struct Watched {
  std::chrono::milliseconds under_way{0};
  std::vector<std::pair<bool, std::chrono::milliseconds>> heard;
  CommitWatch watch{
      2s, [this] { return under_way; },
      [this](bool stuck, std::chrono::milliseconds so_far) { heard.emplace_back(stuck, so_far); }};

  void look_at(std::chrono::milliseconds so_far) {
    under_way = so_far;
    watch.look();
  }
};

}  // namespace

TEST_CASE("commits that take their usual time are no news", "[app]") {
  Watched commits;

  for (const auto so_far : {0ms, 10ms, 0ms, 1'999ms, 3ms}) commits.look_at(so_far);

  CHECK(commits.heard.empty());
  CHECK_FALSE(commits.watch.stuck());
}

TEST_CASE("a commit that hangs is told, again when its time has doubled, and when it is through",
          "[app]") {
  Watched commits;

  for (const auto so_far : {1'000ms, 2'000ms, 3'000ms, 4'000ms, 5'000ms, 0ms, 10ms}) {
    commits.look_at(so_far);
  }

  CHECK(commits.heard == decltype(commits.heard){{true, 2s}, {true, 4s}, {false, 5s}});
  CHECK_FALSE(commits.watch.stuck());
}

TEST_CASE("a commit that hangs right behind another is another", "[app]") {
  Watched commits;

  for (const auto so_far : {9'000ms, 2'500ms, 3'500ms, 100ms}) commits.look_at(so_far);

  CHECK(commits.heard ==
        decltype(commits.heard){{true, 9s}, {false, 9s}, {true, 2'500ms}, {false, 3'500ms}});
}

}  // namespace varde::app
