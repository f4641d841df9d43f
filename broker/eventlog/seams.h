// Where tests put a disk of their own under the log: one that loses power, says no, or hangs.
// Production leaves all of it as it is.
#pragma once

#include <cstddef>
#include <memory>

namespace rocksdb {
class Env;
}

namespace varde::eventlog {

class FileSteps;

struct Seams {
  std::shared_ptr<rocksdb::Env> env;  // Under the database; empty: the operating system's.
  std::shared_ptr<FileSteps> files;   // Under the watermark; empty: the operating system's.

  // Of each family, so that a short test also writes and merges files; 0: as in production.
  std::size_t write_buffer_bytes = 0;

  // For a log of a few files that is opened thousands of times: without a diary, and without a
  // thread for each of its files.
  bool opened_often = false;
};

}  // namespace varde::eventlog
