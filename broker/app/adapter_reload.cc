#include "broker/app/adapter_reload.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "adapters/host/adapter_check.h"
#include "broker/app/fault.h"

namespace varde::app {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// All that makes a version of an adapter, so that two can be compared. Empty: it cannot be loaded.
std::string content_of(const fs::path& folder) {
  const auto adapter = adapters::load_adapter(folder);
  if (!adapter) return {};
  std::string content = text_of(folder / adapters::kManifestFile);
  if ((*adapter)->codec == nullptr) return content;
  for (const adapters::CodecScript& script : (*adapter)->codec->scripts) {
    content += '\0' + script.name + '\0' + script.text;
  }
  return content;
}

}  // namespace

std::vector<std::string> wanted_adapters(const std::vector<adapters::AdapterUse>& uses,
                                         const std::vector<core::Device>& devices,
                                         const std::set<std::string>& compiled) {
  std::set<std::string> ids;
  for (const adapters::AdapterUse& use : uses) ids.insert(use.adapter);
  for (const core::Device& device : devices) {
    if (!device.vendor) continue;
    ids.insert(device.vendor->adapter);
    if (!device.vendor->carrier.empty()) ids.insert(device.vendor->carrier);
  }
  for (const std::string& id : compiled) ids.erase(id);
  return {ids.begin(), ids.end()};
}

std::string_view name(LoadResult result) {
  switch (result) {
    case LoadResult::Loaded: return "loaded";
    case LoadResult::Unchanged: return "unchanged";
    case LoadResult::Refused: return "refused";
  }
  return "";
}

LoadedAdapters::LoadedAdapters(fs::path folder, std::vector<std::string> ids,
                               adapters::CodecRunnerOptions runner)
    : folder_(std::move(folder)), ids_(std::move(ids)), runner_(std::move(runner)) {}

std::vector<LoadOutcome> LoadedAdapters::load(const std::vector<std::string>& only,
                                              const std::function<void(const LoadOutcome&)>& each) {
  adapters::CodecRunner runner(runner_);
  std::vector<LoadOutcome> outcomes;
  for (const std::string& id : only.empty() ? ids_ : only) {
    outcomes.push_back(load_one(id, !only.empty(), runner));
    if (each) each(outcomes.back());
  }
  return outcomes;
}

LoadOutcome LoadedAdapters::load_one(const std::string& id, bool also_unchanged,
                                     adapters::CodecRunner& runner) {
  LoadOutcome outcome;
  outcome.id = id;
  const auto used = entries_.find(id);
  if (used != entries_.end()) outcome.version = used->second.adapter->manifest.version;
  // Read before it is checked: what changes meanwhile is a change for the next time.
  std::string content = content_of(folder_ / id);
  const bool unchanged = used != entries_.end() && used->second.content == content;
  if (unchanged && !also_unchanged) {
    outcome.result = LoadResult::Unchanged;
    return outcome;
  }
  const adapters::AdapterReport report = adapters::check_adapter(folder_ / id, runner);
  if (!report.good()) {
    outcome.problems = adapters::problems_of(report);
    if (outcome.problems.size() > kProblemsShown) outcome.problems.resize(kProblemsShown);
    return outcome;
  }
  outcome.result = LoadResult::Loaded;
  outcome.version = report.adapter->manifest.version;
  entries_[id] = {report.adapter, std::move(content)};
  return outcome;
}

std::vector<std::shared_ptr<const adapters::Adapter>> LoadedAdapters::adapters() const {
  std::vector<std::shared_ptr<const adapters::Adapter>> out;
  for (const auto& [id, entry] : entries_) out.push_back(entry.adapter);
  return out;
}

void load_or_cannot_start(LoadedAdapters& adapters) {
  std::string detail;
  for (const LoadOutcome& outcome : adapters.load()) {
    if (outcome.result != LoadResult::Refused) continue;
    detail += "\nadapter " + outcome.id +
              " does not do what it claims (`varde adapter test` says "
              "it all):";
    for (const std::string& problem : outcome.problems) detail += "\n  " + problem;
  }
  if (!detail.empty()) throw CannotStart(Fault::WrongConfiguration, detail);
}

}  // namespace varde::app
