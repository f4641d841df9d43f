// RocksDB's own diary: what it opens, flushes and merges, for who has to look into a database.
//
// Ours, because RocksDB 7.8's own ends the process (by an assertion, in Debian's build) at the line
// after one that found the disk full, however much room there is by then. Here a line that cannot
// be written is left out.
#pragma once

#include <rocksdb/env.h>

#include <cstddef>
#include <filesystem>
#include <memory>

namespace varde::eventlog {

// A diary in the file `path`, and the one before it in `path` with ".old" behind, each of at most
// `bytes`. Nothing in it is content of the log. With 0 bytes nothing is written.
// Thread safety: all functions, any thread.
[[nodiscard]] std::shared_ptr<rocksdb::Logger> open_diary(std::filesystem::path path,
                                                          std::size_t bytes);

}  // namespace varde::eventlog
