// Whether the Paho C library at hand acknowledges in the order that Varde stands on.
#pragma once

#include <string>
#include <string_view>

namespace varde::links {

// From 1.3.10 on Paho C sends PUBACK after the message callback returned; before, it sent it first,
// and what the callback had not stored yet was lost with a crash. False for what is no version.
// Thread safety: pure.
[[nodiscard]] bool acknowledges_after_callback(std::string_view paho_c_version);

// The version of the Paho C library that this process runs with, such as "1.3.12"; empty if it does
// not say.
[[nodiscard]] std::string paho_c_version();

}  // namespace varde::links
