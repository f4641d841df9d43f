#include "broker/base/ids.h"

#include <catch2/catch.hpp>
#include <string>

namespace varde {
namespace {

TEST_CASE("a name is 1 to 64 harmless characters", "[base]") {
  for (const char* good :
       {"a", "button-1", "0004A30B001C0530", "zigbee:0x00158d", "a.b_c", "HALL"}) {
    CAPTURE(good);
    CHECK(is_name(good));
  }
  CHECK(is_name(std::string(64, 'x')));
  for (const char* bad : {"", " ", "a/b", "a+b", "#", "søvik", "a b", "$SYS"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_name(bad));
  }
  CHECK_FALSE(is_name(std::string(65, 'x')));
  CHECK_FALSE(is_name(std::string_view("a\0b", 3)));
}

TEST_CASE("number 0 is none and the next follows", "[base]") {
  CHECK(AlarmId().none());
  CHECK(AlarmId(4).next() == AlarmId(5));
}

}  // namespace
}  // namespace varde
