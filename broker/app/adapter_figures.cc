#include "broker/app/adapter_figures.h"

#include <chrono>
#include <string>

namespace varde::app {
namespace {

using adapters::AdapterCounters;
using adapters::CodecCounters;

class Figures {
 public:
  void count(const char* name, const char* help, std::uint64_t value) {
    out_.push_back({name, help, true, static_cast<double>(value)});
  }
  void now(const char* name, const char* help, std::size_t value) {
    out_.push_back({name, help, false, static_cast<double>(value)});
  }
  // One figure a lane.
  void lanes(const char* name, const char* help, bool counter, double urgent, double bulk) {
    out_.push_back({name, help, counter, urgent, {{"lane", "urgent"}}});
    out_.push_back({name, help, counter, bulk, {{"lane", "bulk"}}});
  }
  std::vector<api::Figure> take() { return std::move(out_); }

 private:
  std::vector<api::Figure> out_;
};

// Of the worker processes that run scripts.
void add_workers(const CodecCounters& urgent, const CodecCounters& bulk, Figures& figures) {
  const auto count = [&](const char* name, const char* help, std::uint64_t CodecCounters::*what) {
    figures.lanes(name, help, true, static_cast<double>(urgent.*what),
                  static_cast<double>(bulk.*what));
  };
  const auto seconds = [](const CodecCounters& lane) {
    return std::chrono::duration<double>(lane.busy).count();
  };
  count("varde_codec_calls_total", "Calls of scripts that have ended.", &CodecCounters::calls);
  count("varde_codec_faults_total", "Of them, without an answer.", &CodecCounters::faults);
  count("varde_codec_killed_total", "Workers killed at the time limit.", &CodecCounters::killed);
  count("varde_codec_crashed_total", "Workers that ended by themselves.", &CodecCounters::crashed);
  figures.lanes("varde_codec_seconds_total", "Time that workers took for calls.", true,
                seconds(urgent), seconds(bulk));
}

}  // namespace

std::vector<api::Figure> figures_of(const AdapterCounters& counters) {
  Figures figures;
  figures.count("varde_adapter_messages_total", "Messages of vendors, decoded or not.",
                counters.decoded);
  figures.count("varde_adapter_failed_total", "Of them, not understood.", counters.failed);
  figures.count("varde_adapter_no_room_total", "Offers of links that had to be made again.",
                counters.no_room);
  figures.lanes("varde_adapter_waiting", "Waiting or being decoded.", false,
                static_cast<double>(counters.waiting_urgent),
                static_cast<double>(counters.waiting_bulk));
  figures.now("varde_adapter_quarantined", "Adapters out of use.", counters.quarantined);
  add_workers(counters.urgent, counters.bulk, figures);
  return figures.take();
}

}  // namespace varde::app
