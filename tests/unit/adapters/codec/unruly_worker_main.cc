// A codec worker that does as it is told by the function's name, for what the real one is kept
// from: to hang, to die, to talk nonsense.
#include <unistd.h>

#include <csignal>
#include <set>
#include <string>

#include "adapters/host/codec/codec_frame.pb.h"
#include "broker/base/frame_io.h"
#include "broker/base/worker_process.h"

namespace {

using namespace varde;
using adapters::frame::FromCodec;
using adapters::frame::ToCodec;

std::set<std::uint64_t> loaded;

std::string obey(const std::string& function) {
  if (function == "hang") {
    for (volatile bool for_ever = true; for_ever;) {
    }
  }
  if (function == "die") ::raise(SIGKILL);
  if (function == "loaded") return std::to_string(loaded.size());
  if (function == "process") return std::to_string(::getpid());
  return "\"" + function + "\"";
}

}  // namespace

int main() {
  std::string body;
  ToCodec in;
  while (read_frame(kWorkerSocket, 1 << 20, body) && in.ParseFromString(body)) {
    FromCodec out;
    if (in.has_unload()) {
      loaded.erase(in.unload().handle());
      continue;
    }
    if (in.has_load()) {
      loaded.insert(in.load().handle());
      out.mutable_loaded();
    } else {
      out.mutable_done()->set_json(obey(in.call().function()));
    }
    const bool nonsense = in.has_call() && in.call().function() == "nonsense";
    if (!write_frame(kWorkerSocket, nonsense ? "\xFF\xFF" : out.SerializeAsString())) return 0;
  }
}
