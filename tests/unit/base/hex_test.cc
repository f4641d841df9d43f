#include "broker/base/hex.h"

#include <catch2/catch.hpp>

namespace varde::test {
namespace {

using namespace std::string_literals;

TEST_CASE("bytes read as hex and back", "[base]") {
  const std::string bytes = "\0\x7f\x80\xff"s;

  CHECK(hex(bytes) == "007f80ff");
  CHECK(bytes_from_hex("007f80ff") == bytes);
  CHECK(bytes_from_hex("") == ""s);
}

TEST_CASE("what is not lower-case hex of whole bytes is no bytes", "[base]") {
  for (const char* text : {"0", "0g", "g0", "FF", "0x", " 00", "00 "}) {
    CAPTURE(text);
    CHECK_FALSE(bytes_from_hex(text).has_value());
  }
}

}  // namespace
}  // namespace varde::test
