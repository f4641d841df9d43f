#include "broker/links/paho_version.h"

#include <catch2/catch.hpp>

namespace varde::links {

TEST_CASE("a Paho C that acknowledges after the callback is accepted", "[links]") {
  const std::string version =
      GENERATE("1.3.10", "1.3.12", "1.3.13-rc1", "1.4.0", "1.10.0", "2.0.0");
  CAPTURE(version);

  CHECK(acknowledges_after_callback(version));
}

TEST_CASE("a Paho C that acknowledges before the callback, or does not say, is refused",
          "[links]") {
  const std::string version =
      GENERATE("1.3.9", "1.3.1", "1.2.12", "0.9.99", "", "1", "1.3", "1.3.", "x.3.12", "-1.3.12");
  CAPTURE(version);

  CHECK_FALSE(acknowledges_after_callback(version));
}

TEST_CASE("the Paho C at hand says its version and is accepted", "[links]") {
  CHECK(acknowledges_after_callback(paho_c_version()));
}

}  // namespace varde::links
