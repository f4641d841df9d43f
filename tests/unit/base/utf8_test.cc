#include "broker/base/utf8.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

namespace varde {
namespace {

TEST_CASE("text that is UTF-8 is left as it is", "[base]") {
  const std::string text =
      GENERATE(as<std::string>{}, "", "a", "blåbær", "\u0800", "\uFFFF", "\U00010000", "\U0010FFFF",
               "\xED\x9F\xBF", "\xEE\x80\x80", "eight by eight, then blåbær");

  CHECK(is_utf8(text));
  CHECK(to_utf8(text) == text);
}

TEST_CASE("each byte that is not UTF-8 is replaced, and the rest kept", "[base]") {
  const auto [bad, good] = GENERATE(table<std::string, std::string>({
      {"\xFF", "\uFFFD"},
      {"a\x80z", "a\uFFFDz"},
      {"\xC0\xAF", "\uFFFD\uFFFD"},                      // Overlong.
      {"\xE0\x80\x80", "\uFFFD\uFFFD\uFFFD"},            // Overlong.
      {"\xF0\x80\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // Overlong.
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},            // A surrogate.
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // Above U+10FFFF.
      {"\xF5\x80", "\uFFFD\uFFFD"},
      {"x\xE2\x82", "x\uFFFD\uFFFD"},  // Cut short.
      {"sixteen letters!\x80", "sixteen letters!\uFFFD"},
      {"seventh\x80", "seventh\uFFFD"},
      {"\xC3\xC3\xA5", "\uFFFD\u00E5"},  // Begun twice.
  }));

  CHECK_FALSE(is_utf8(bad));
  CHECK(to_utf8(bad) == good);
}

}  // namespace
}  // namespace varde
