#include "adapters/host/kinds_of_type.h"

#include <algorithm>

#include "broker/wire/names.h"

namespace varde::adapters {

std::optional<std::string> fault_of_kinds(const Manifest& manifest, std::string_view type,
                                          const std::vector<CodecSignal>& signals) {
  const auto any = all_kinds(manifest);
  const auto found = manifest.types.find(std::string(type));
  const bool known = !manifest.carrier && found != manifest.types.end();
  for (const CodecSignal& said : signals) {
    const auto& kinds = known && !said.address ? found->second.signals : any;
    if (std::ranges::find(kinds, said.signal.kind) == kinds.end()) {
      return "kind: " + std::string(wire::name(said.signal.kind)) +
             " is not among the signals of the device's type";
    }
  }
  return std::nullopt;
}

}  // namespace varde::adapters
