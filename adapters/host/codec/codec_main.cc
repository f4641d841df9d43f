// varde-codec: runs the scripts of vendor adapters for one broker. Started by it, not by hand.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>

#include "adapters/host/codec/codec_engine.h"
#include "adapters/host/codec/codec_sandbox.h"
#include "adapters/host/codec/codec_worker.h"
#include "broker/base/worker_process.h"

namespace {

std::unique_ptr<varde::adapters::CodecEngine> start_engine() {
  try {
    return varde::adapters::make_quickjs_engine();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "varde-codec: %s\n", error.what());
    ::_exit(70);  // EX_SOFTWARE of sysexits.h
  }
}

}  // namespace

int main() {
  using varde::kWorkerSocket;
  struct stat status {};
  if (::fstat(kWorkerSocket, &status) != 0 || !S_ISSOCK(status.st_mode)) {
    std::fputs("varde-codec is started by varded, not by hand\n", stderr);
    return 64;  // EX_USAGE of sysexits.h
  }
  // It ends with its broker, not with the terminal: an orderly stop is the broker's to order.
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);
  auto engine = start_engine();
  // Nothing but the socket may be open, not even what prints: a script that has broken out of the
  // engine could write there.
  ::close_range(0, kWorkerSocket - 1, 0);
  ::close_range(kWorkerSocket + 1, ~0U, 0);
  if (!varde::adapters::enter_codec_sandbox(kWorkerSocket)) ::_exit(71);  // EX_OSERR
  varde::adapters::run_codec_worker(kWorkerSocket, std::move(engine),
                                    varde::adapters::keep_processor_time_ahead);
  ::_exit(0);  // The broker has gone, and what else would run at an exit may not.
}
