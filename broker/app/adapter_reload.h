// The adapters that the broker has loaded from their folders: at start, and again while it runs.
//
// None is used that does not do what it claims: it loads, its fixtures pass, and they show all that
// they must. A version that does not is refused, and the one before it stays.
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/host/adapter.h"
#include "adapters/host/adapter_routes.h"
#include "adapters/host/codec/codec_runner.h"
#include "broker/core/event.h"

namespace varde::app {

// The ids of the adapters that are wanted: those in use, and those of registered devices and of
// their carriers. Without `compiled` ones. Each once, in order.
[[nodiscard]] std::vector<std::string> wanted_adapters(
    const std::vector<adapters::AdapterUse>& uses, const std::vector<core::Device>& devices,
    const std::set<std::string>& compiled);

enum class LoadResult : std::uint8_t { Loaded, Unchanged, Refused };

// "loaded", "unchanged", "refused".
[[nodiscard]] std::string_view name(LoadResult result);

struct LoadOutcome {
  std::string id;
  LoadResult result = LoadResult::Refused;
  std::string version;                // Of the one that is used now; empty: none is.
  std::vector<std::string> problems;  // Why it was refused: the first kProblemsShown.
};

inline constexpr std::size_t kProblemsShown = 10;

class LoadedAdapters {
 public:
  // Reads `folder`/ID for each of `ids`.
  LoadedAdapters(std::filesystem::path folder, std::vector<std::string> ids,
                 adapters::CodecRunnerOptions runner = {});

  // Loads what has changed of `only`, if empty of all. What is named in `only` is loaded also if it
  // is as before: that ends its quarantine. Blocks while fixtures run. `each` hears of one after
  // another; may be empty. REQUIRES: all of `only` are ids that this was made with.
  std::vector<LoadOutcome> load(const std::vector<std::string>& only = {},
                                const std::function<void(const LoadOutcome&)>& each = {});

  [[nodiscard]] std::vector<std::shared_ptr<const adapters::Adapter>> adapters() const;
  [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }

 private:
  struct Entry {
    std::shared_ptr<const adapters::Adapter> adapter;
    std::string content;  // Of its manifest and scripts.
  };
  LoadOutcome load_one(const std::string& id, bool also_unchanged, adapters::CodecRunner& runner);

  std::filesystem::path folder_;
  std::vector<std::string> ids_;
  adapters::CodecRunnerOptions runner_;
  std::map<std::string, Entry> entries_;  // Those that are used.
};

// Loads all, at start. Throws CannotStart if one is refused: to go on without a vendor's devices,
// and say so in a log file only, would be worse than not to start.
void load_or_cannot_start(LoadedAdapters& adapters);

}  // namespace varde::app
