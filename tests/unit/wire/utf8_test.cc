#include "broker/base/utf8.h"

#include <google/protobuf/stubs/logging.h>

#include <catch2/catch.hpp>
#include <string>

#include "varde/v1/event.pb.h"

using namespace varde;

TEST_CASE("what counts as UTF-8 is what protobuf reads back", "[wire]") {
  // Every two-byte text, and every three-byte one that begins like a longer character.
  const google::protobuf::LogSilencer silencer;
  v1::ConsoleGone message;
  const auto agrees = [&](const std::string& text) {
    const std::string stored = std::string("\x0A") + static_cast<char>(text.size()) + text;
    return message.ParseFromString(stored) == is_utf8(text);
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
