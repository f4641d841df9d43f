#include "adapters/host/device_directory.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/host/codec_message.h"

namespace varde::adapters {
namespace {

constexpr std::size_t kNameBytes = 64;  // broker/base/ids.h
constexpr std::size_t kDigits = 8;

std::string digits_of(std::uint64_t number) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < kDigits; ++i) out += kHex[(number >> (4 * i)) & 0xFU];
  return out;
}

}  // namespace

DeviceDirectory::DeviceDirectory(const std::vector<core::Device>& devices) {
  for (const core::Device& device : devices) {
    if (!device.vendor) continue;
    const core::VendorDevice& vendor = *device.vendor;
    devices_.emplace(Key(vendor.carrier.empty() ? vendor.adapter : vendor.carrier, vendor.address),
                     device);
  }
}

const core::Device* DeviceDirectory::find(std::string_view adapter,
                                          std::string_view address) const {
  const auto found = devices_.find(Key(adapter, address));
  return found == devices_.end() ? nullptr : &found->second;
}

std::vector<const core::Device*> DeviceDirectory::heard_by(std::string_view adapter) const {
  std::vector<const core::Device*> out;
  for (auto at = devices_.lower_bound(Key(adapter, "")); at != devices_.end(); ++at) {
    if (at->first.first != adapter) break;
    out.push_back(&at->second);
  }
  return out;
}

DeviceId unregistered_device_id(std::string_view adapter, std::string_view address) {
  std::string id = std::string(adapter) + ":" + std::string(address);
  bool changed = false;
  for (char& letter : id) {
    if (is_name(std::string_view(&letter, 1))) continue;
    letter = '_';
    changed = true;
  }
  if (id.size() > kNameBytes || changed) {
    id.resize(std::min(id.size(), kNameBytes - kDigits - 1));
    id += "-" + digits_of(seed_of(adapter, address));
  }
  return DeviceId(std::move(id));
}

}  // namespace varde::adapters
