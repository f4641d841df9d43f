#include "broker/app/load_adapters.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "adapters/host/installed_adapters.h"
#include "broker/app/fault.h"
#include "broker/yaml/config_error.h"

namespace varde::app {
namespace {

using AdapterPtr = std::shared_ptr<const adapters::Adapter>;

// Compiled into Varde, and so in no folder.
const std::set<std::string>& compiled() {
  static const std::set<std::string> kCompiled{"sparkplug-b"};
  return kCompiled;
}

std::set<std::string> wanted(const Config& config) {
  std::set<std::string> out;
  for (const adapters::AdapterUse& use : config.adapters.use) out.insert(use.adapter);
  for (const core::Device& device : config.site.devices) {
    if (!device.vendor) continue;
    out.insert(device.vendor->adapter);
    if (!device.vendor->carrier.empty()) out.insert(device.vendor->carrier);
  }
  for (const std::string& id : compiled()) out.erase(id);
  return out;
}

AdapterPtr load(const std::filesystem::path& folder, const std::string& id) {
  if (!std::filesystem::exists(folder / id / adapters::kManifestFile)) {
    throw CannotStart(Fault::WrongConfiguration, "adapter " + id + " is not in " + folder.string() +
                                                     "; varde adapter list shows those that are");
  }
  auto loaded = adapters::load_adapter(folder / id);
  if (loaded.has_error())
    throw CannotStart(Fault::WrongConfiguration, yaml::describe(loaded.error()));
  return *std::move(loaded);
}

void check_device(const core::Device& device, const std::map<std::string, AdapterPtr>& loaded) {
  if (!device.vendor || compiled().contains(device.vendor->adapter)) return;
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

std::vector<AdapterPtr> load_adapters(const Config& config) {
  const auto folder =
      config.adapters.folder.empty() ? adapters::installed_adapters() : config.adapters.folder;
  std::map<std::string, AdapterPtr> loaded;
  for (const std::string& id : wanted(config)) loaded[id] = load(folder, id);
  for (const core::Device& device : config.site.devices) check_device(device, loaded);
  std::vector<AdapterPtr> out;
  for (auto& [id, adapter] : loaded) out.push_back(std::move(adapter));
  return out;
}

}  // namespace varde::app
