#include "adapters/host/adapter.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include "broker/base/utf8.h"

namespace varde::adapters {
namespace {

namespace fs = std::filesystem;
using yaml::ConfigError;
using yaml::ConfigErrorCode;

ConfigError wrong(ConfigErrorCode code, const fs::path& file, std::string what) {
  return {code, file.string(), 0, 0, "", std::move(what), ""};
}

Result<std::string, ConfigError> read_script(const fs::path& file) {
  std::error_code ignored;
  std::ifstream in(file, std::ios::binary);
  if (!in || !fs::is_regular_file(file, ignored)) {
    return wrong(ConfigErrorCode::Unreadable, file,
                 "cannot be read: is it there, a file, and readable by this user?");
  }
  std::string text(kLargestScript + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kLargestScript) {
    return wrong(ConfigErrorCode::OutOfRange, file,
                 "is larger than " + std::to_string(kLargestScript / 1024) + " KiB");
  }
  if (!is_utf8(text)) return wrong(ConfigErrorCode::NotYaml, file, "is not UTF-8 text");
  return {boost::system::in_place_value, std::move(text)};
}

}  // namespace

LoadedAdapter load_adapter(const fs::path& folder) {
  auto manifest = read_manifest(folder / kManifestFile);
  if (!manifest) return std::move(manifest).error();
  auto adapter = std::make_shared<Adapter>();
  adapter->folder = folder;
  adapter->manifest = *std::move(manifest);
  if (adapter->manifest.map) return std::shared_ptr<const Adapter>(std::move(adapter));

  auto codec = std::make_shared<Codec>();
  codec->adapter = adapter->manifest.id;
  codec->version = adapter->manifest.version;
  std::vector<ConfigError> errors;
  for (const std::string& name : adapter->manifest.scripts) {
    auto text = read_script(folder / name);
    if (text) {
      codec->scripts.push_back({name, *std::move(text)});
    } else {
      errors.push_back(std::move(text).error());
    }
  }
  if (!errors.empty()) return errors;
  adapter->codec = std::move(codec);
  return std::shared_ptr<const Adapter>(std::move(adapter));
}

std::vector<fs::path> adapter_folders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (fs::exists(entry->path() / kManifestFile, ignored)) folders.push_back(entry->path());
  }
  std::ranges::sort(folders);
  return folders;
}

}  // namespace varde::adapters
