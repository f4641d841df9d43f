#include "broker/base/secret.h"

#include <catch2/catch.hpp>
#include <set>

namespace varde::test {
namespace {

TEST_CASE("no two secrets are the same", "[base]") {
  std::set<std::string> secrets;
  for (int i = 0; i < 1'000; ++i) secrets.insert(random_hex(16));

  CHECK(secrets.size() == 1'000);
  CHECK(secrets.begin()->size() == 32);
}

TEST_CASE("secrets are equal if each byte is, zeros too", "[base]") {
  using namespace std::string_view_literals;
  CHECK(equal_secrets("", ""));
  CHECK(equal_secrets("a\0b"sv, "a\0b"sv));
  CHECK_FALSE(equal_secrets("a\0b"sv, "a\0c"sv));
  CHECK_FALSE(equal_secrets("ab", "abc"));
}

}  // namespace
}  // namespace varde::test
