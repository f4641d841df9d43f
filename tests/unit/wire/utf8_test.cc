#include "broker/wire/utf8.h"

#include <google/protobuf/stubs/logging.h>

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "varde/v1/event.pb.h"

using namespace varde;

TEST_CASE("text that is UTF-8 is left as it is", "[wire]") {
  const std::string text = GENERATE(as<std::string>{}, "", "a", "blåbær", "\u0800", "\uFFFF",
                                    "\U00010000", "\U0010FFFF", "\xED\x9F\xBF", "\xEE\x80\x80");

  CHECK(wire::is_utf8(text));
  CHECK(wire::to_utf8(text) == text);
}

TEST_CASE("each byte that is not UTF-8 is replaced, and the rest kept", "[wire]") {
  const auto [bad, good] = GENERATE(table<std::string, std::string>({
      {"\xFF", "\uFFFD"},
      {"a\x80z", "a\uFFFDz"},
      {"\xC0\xAF", "\uFFFD\uFFFD"},                      // Overlong.
      {"\xE0\x80\x80", "\uFFFD\uFFFD\uFFFD"},            // Overlong.
      {"\xF0\x80\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // Overlong.
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},            // A surrogate.
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // Above U+10FFFF.
      {"\xF5\x80", "\uFFFD\uFFFD"},
      {"x\xE2\x82", "x\uFFFD\uFFFD"},    // Cut short.
      {"\xC3\xC3\xA5", "\uFFFD\u00E5"},  // Begun twice.
  }));

  CHECK_FALSE(wire::is_utf8(bad));
  CHECK(wire::to_utf8(bad) == good);
}

TEST_CASE("what counts as UTF-8 is what protobuf reads back", "[wire]") {
  // Every two-byte text, and every three-byte one that begins like a longer character.
  const google::protobuf::LogSilencer silencer;
  v1::ConsoleGone message;
  const auto agrees = [&](const std::string& text) {
    const std::string stored = std::string("\x0A") + static_cast<char>(text.size()) + text;
    return message.ParseFromString(stored) == wire::is_utf8(text);
  };
  std::size_t disagreements = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string two{static_cast<char>(first), static_cast<char>(second)};
      if (!agrees(two)) ++disagreements;
      if (first < 0xE0) continue;
      for (const char third : {'\x7F', '\x80', '\xBF', '\xC0'}) {
        if (!agrees(two + third) || !agrees(two + third + '\x80')) ++disagreements;
      }
    }
  }
  CHECK(disagreements == 0);
}
