// Where the control socket of a broker is.
#pragma once

#include <filesystem>

namespace varde::app {

[[nodiscard]] inline std::filesystem::path control_socket_in(const std::filesystem::path& data) {
  return data / "control.sock";
}

}  // namespace varde::app
