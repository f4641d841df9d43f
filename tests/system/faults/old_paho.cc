// Put before Paho C by LD_PRELOAD, it says what the last version did that acknowledges too early.
#include <MQTTAsync.h>

#include <array>

extern "C" MQTTAsync_nameValue* MQTTAsync_getVersionInfo() {
  static std::array<MQTTAsync_nameValue, 2> info = {{{"Version", "1.3.9"}, {nullptr, nullptr}}};
  return info.data();
}
