// What a codec worker gives up before it sees the first script. The engine keeps scripts from
// everything already; this holds should the engine have a hole.
#pragma once

#include <cstddef>

namespace varde::adapters {

// Address space of a worker: its program and libraries, the machine's 16 MiB, frames, and some
// 60 to 250 KiB for each adapter. Not under a sanitizer, which reserves terabytes.
inline constexpr std::size_t kWorkerAddressSpace = 384 * 1024 * 1024;

// From here on this process can read from and write to `socket`, take and give back memory, read
// clocks, and end. Another system call ends it at once (SIGSYS). Limits: address space as above, no
// new files, no file growth, no core dump, no child processes. False: the system refuses, and the
// process must not go on.
[[nodiscard]] bool enter_codec_sandbox(int socket);

// Processor time is limited by the call, not by the process: RLIMIT_CPU counts all that a process
// ever used, and a worker lives for months. So the limit is kept 2 to 10 s ahead of what was used,
// and ends a worker that is stuck in a call while its broker no longer looks. Cheap enough for each
// call: one clock, and every 8 s of use one more system call.
void keep_processor_time_ahead();

}  // namespace varde::adapters
