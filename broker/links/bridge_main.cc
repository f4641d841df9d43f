// varde-bridge: one connection of Varde to an external MQTT broker. Started by varded, not by hand.
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "broker/base/worker_process.h"
#include "broker/links/bridge_worker.h"

int main() {
  using varde::kWorkerSocket;
  struct stat status {};
  if (::fstat(kWorkerSocket, &status) != 0 || !S_ISSOCK(status.st_mode)) {
    std::fputs("varde-bridge is started by varded, not by hand\n", stderr);
    return 64;  // EX_USAGE of sysexits.h
  }
  // Nothing of the broker's may be held open by a process that outlives it by a moment.
  ::close_range(kWorkerSocket + 1, ~0U, 0);
  // It ends with its broker, not with the terminal: an orderly stop is the broker's to order.
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);
  ::signal(SIGPIPE, SIG_IGN);
  // The closed socket ends it already; this also ends it while a debugger or a full pipe holds it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  varde::links::run_bridge_worker(kWorkerSocket);
}
