// An adapter's folder, as the broker and the command line use it.
// Thread safety: values.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "adapters/host/codec/codec.h"
#include "adapters/host/manifest.h"
#include "broker/base/result.h"
#include "broker/yaml/config_error.h"

namespace varde::adapters {

// One version of an adapter. Immutable and shared; a version that is loaded again is another one.
struct Adapter {
  Manifest manifest;
  std::shared_ptr<const Codec> codec;  // Null: the manifest has a `map`.
  std::filesystem::path folder;
};

inline constexpr std::size_t kLargestScript = 256 * 1024;  // Bytes of one file.
inline constexpr const char* kManifestFile = "adapter.yaml";

using LoadedAdapter = Result<std::shared_ptr<const Adapter>, std::vector<yaml::ConfigError>>;

// Reads the manifest and the scripts in `folder`. The error is what is wrong with the manifest, or
// with a script as a file: it cannot be read, is too large or is no UTF-8. That a script can be
// evaluated, only a CodecRunner finds out; that the adapter does what it claims, check_adapter.
[[nodiscard]] LoadedAdapter load_adapter(const std::filesystem::path& folder);

// The folders in `folder` that hold an `adapter.yaml`, by name. Empty if it cannot be read.
[[nodiscard]] std::vector<std::filesystem::path> adapter_folders(
    const std::filesystem::path& folder);

}  // namespace varde::adapters
