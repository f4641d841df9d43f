#include "broker/outbound/secret_file.h"

#include <algorithm>

#include "broker/base/atomic_file.h"

namespace varde::outbound {
namespace {

constexpr std::size_t kLargestSecret = 4'096;

// Later, for whoever replaces the file may be about to put it right.
NotMade unusable(const std::filesystem::path& file, const char* why) {
  return {Verdict::Later, file.string() + " " + why};
}

}  // namespace

Result<std::string, NotMade> read_secret(const std::filesystem::path& file) {
  if (file.empty()) return std::string();
  auto bytes = read_file(file, kLargestSecret);
  if (bytes.has_error()) return unusable(file, "cannot be read");
  std::string secret = *std::move(bytes);
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (secret.empty()) return unusable(file, "is empty");
  const bool clean = std::ranges::all_of(
      secret, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
  if (!clean) return unusable(file, "holds control characters");
  return secret;
}

}  // namespace varde::outbound
