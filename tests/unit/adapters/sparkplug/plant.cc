#include "tests/unit/adapters/sparkplug/plant.h"

#include "broker/wire/names.h"

namespace varde::adapters::sparkplug {

std::vector<std::string> words(const SparkplugMessage& message) {
  std::vector<std::string> out;
  for (const CodecSignal& said : message.signals) {
    std::string line = said.address ? *said.address + ": " : "";
    line += wire::name(said.signal.kind);
    line += ' ';
    line += wire::name(said.signal.state);
    if (said.signal.history) line += " (history)";
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace varde::adapters::sparkplug
