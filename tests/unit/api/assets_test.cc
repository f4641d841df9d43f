#include "broker/api/assets.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>

namespace varde::test {
namespace {

using api::Asset;
using api::find_asset;

std::string file(const std::string& name) {
  std::ifstream stream(VARDE_SOURCE_DIR "/tests/unit/api/site/" + name, std::ios::binary);
  REQUIRE(stream.is_open());
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_CASE("a file that was built in is found byte for byte", "[api]") {
  const Asset* script = find_asset("/assets/app-1a2b3c4d.js");

  REQUIRE(script != nullptr);
  CHECK(script->bytes == file("assets/app-1a2b3c4d.js"));
  CHECK(script->content_type == "text/javascript; charset=utf-8");
  CHECK(api::has_assets());
}

TEST_CASE("the page itself stands at the root", "[api]") {
  const Asset* page = find_asset("/");

  REQUIRE(page != nullptr);
  CHECK(page->bytes == file("index.html"));
  CHECK(page->content_type == "text/html; charset=utf-8");
}

TEST_CASE("an empty file is a file", "[api]") {
  REQUIRE(find_asset("/empty.txt") != nullptr);
  CHECK(find_asset("/empty.txt")->bytes.empty());
}

TEST_CASE("each file has a tag of its own, in quotes", "[api]") {
  const std::string_view page = find_asset("/")->etag;

  CHECK(page.size() == 34);
  CHECK(page.front() == '"');
  CHECK(page.back() == '"');
  CHECK(page != find_asset("/empty.txt")->etag);
}

TEST_CASE("what was not built in is not found", "[api]") {
  CHECK(find_asset("/index.htm") == nullptr);
  CHECK(find_asset("/assets/") == nullptr);
  CHECK(find_asset("/assets/../index.html") == nullptr);
  CHECK(find_asset("") == nullptr);
}

}  // namespace
}  // namespace varde::test
