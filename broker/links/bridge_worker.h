// The bridge process: holds one connection to the external broker for the broker at the other end
// of a socket, and ends with it.
#pragma once

namespace varde::links {

// Runs until the other side of `socket` is gone or the connection to the external broker is, then
// ends the process at once, whatever its other threads do. A message that was not committed is then
// still the external broker's: no PUBACK leaves a process that is gone.
[[noreturn]] void run_bridge_worker(int socket);

}  // namespace varde::links
