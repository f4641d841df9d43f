// How many connections the open files that this process may have leave room for.
#pragma once

#include <cstddef>

namespace varde::api {

// What the broker opens beside connections: the log's files, the links, pipes and timers.
inline constexpr std::size_t kOtherOpenFiles = 768;

// So many are taken however few files are allowed: a console must get in to show that something is
// wrong.
inline constexpr std::size_t kFewestConnections = 64;

// The soft limit of open files (RLIMIT_NOFILE); the largest number there is, if there is none.
[[nodiscard]] std::size_t open_files();

[[nodiscard]] constexpr std::size_t room_for_connections(std::size_t open_files) {
  constexpr std::size_t kFewestFiles = kOtherOpenFiles + kFewestConnections;
  return open_files < kFewestFiles ? kFewestConnections : open_files - kOtherOpenFiles;
}

}  // namespace varde::api
