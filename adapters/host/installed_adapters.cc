#include "adapters/host/installed_adapters.h"

#include <system_error>

#include "broker/base/worker_process.h"

namespace varde::adapters {

std::filesystem::path installed_adapters() {
  std::error_code ignored;
  const auto program_folder = program_beside_own("varde").parent_path();
  const auto shared = program_folder.parent_path() / "share" / "varde" / "adapters";
  if (std::filesystem::is_directory(shared, ignored)) return shared;
  return VARDE_SOURCE_ADAPTERS;
}

}  // namespace varde::adapters
