#include "adapters/host/base64.h"

#include <catch2/catch.hpp>

namespace varde::adapters {

// The first seven are those of RFC 4648, section 10.
TEST_CASE("base64 is read, padded or not", "[adapters]") {
  const auto [text, bytes] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"Zg==", "f"},
      {"Zm8=", "fo"},
      {"Zm9v", "foo"},
      {"Zm9vYg==", "foob"},
      {"Zm9vYmE=", "fooba"},
      {"Zm9vYmFy", "foobar"},
      {"Zg", "f"},
      {"Zm8", "fo"},
      {"/+8A", std::string("\xFF\xEF\x00", 3)},
  }));
  CAPTURE(text);

  CHECK(bytes_from_base64(text) == bytes);
}

TEST_CASE("what is no base64 is none", "[adapters]") {
  const std::string text = GENERATE("A", "AAAAA", "Zg=", "Zg===", "=", "====", "Zm9v=", "Z-_v",
                                    "Zm 9v", "Zh==", "Zm9=", "Zg==Zg==");
  CAPTURE(text);

  CHECK_FALSE(bytes_from_base64(text).has_value());
}

}  // namespace varde::adapters
