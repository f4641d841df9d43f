#include "broker/app/load_adapters.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "adapters/host/installed_adapters.h"
#include "adapters/host/sparkplug/sparkplug_adapter.h"
#include "broker/app/fault.h"

namespace varde::app {
namespace {

using AdapterPtr = std::shared_ptr<const adapters::Adapter>;

// Compiled into Varde, and so in no folder.
const std::set<std::string>& compiled() {
  static const std::set<std::string> kCompiled{std::string(adapters::kSparkplugAdapter)};
  return kCompiled;
}

void check_there(const std::filesystem::path& folder, const std::string& id) {
  if (std::filesystem::exists(folder / id / adapters::kManifestFile)) return;
  throw CannotStart(Fault::WrongConfiguration, "adapter " + id + " is not in " + folder.string() +
                                                   "; varde adapter list shows those that are");
}

void check_sparkplug_device(const core::Device& device) {
  const auto fault = adapters::fault_of_sparkplug_device(*device.vendor);
  if (!fault) return;
  throw CannotStart(Fault::WrongConfiguration, "device " + device.ref.municipality.str() + "/" +
                                                   device.ref.device.str() + ": " + *fault);
}

void check_device(const core::Device& device, const std::map<std::string, AdapterPtr>& loaded) {
  if (!device.vendor) return;
  if (device.vendor->adapter == adapters::kSparkplugAdapter) return check_sparkplug_device(device);
  if (compiled().contains(device.vendor->adapter)) return;
  const auto& manifest = loaded.at(device.vendor->adapter)->manifest;
  if (manifest.types.contains(device.vendor->model)) return;
  std::string known;
  for (const auto& [name, type] : manifest.types) known += (known.empty() ? "" : ", ") + name;
  throw CannotStart(Fault::WrongConfiguration, "device " + device.ref.municipality.str() + "/" +
                                                   device.ref.device.str() + ": adapter " +
                                                   manifest.id + " knows no model \"" +
                                                   device.vendor->model + "\"; it knows: " + known);
}

}  // namespace

LoadedAdapters load_adapters(const Config& config) {
  const auto folder =
      config.adapters.folder.empty() ? adapters::installed_adapters() : config.adapters.folder;
  LoadedAdapters loaded(folder,
                        wanted_adapters(config.adapters.use, config.site.devices, compiled()));
  for (const std::string& id : loaded.ids()) check_there(folder, id);
  load_or_cannot_start(loaded);
  std::map<std::string, AdapterPtr> by_id;
  for (const AdapterPtr& adapter : loaded.adapters()) by_id[adapter->manifest.id] = adapter;
  for (const core::Device& device : config.site.devices) check_device(device, by_id);
  return loaded;
}

}  // namespace varde::app
