// The 16 MiB of one WebAssembly machine, which can be put back exactly as it was.
//
// There is a byte for each 4 KiB page, which the generated code sets with each write
// (engine/prepare.mjs). Putting an image back therefore costs what was touched since, a few tens of
// pages, and misses nothing, whatever a script did to the machine.
// Thread safety: one in a process, as the memory has a fixed place; one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace varde::adapters {

inline constexpr std::size_t kWasmMemoryBytes = 16 * 1024 * 1024;
inline constexpr std::size_t kWasmPageBytes = 4096;
inline constexpr std::size_t kWasmPages = kWasmMemoryBytes / kWasmPageBytes;

// What the memory held at one moment. Pages of zeros are left out; images of one memory share the
// pages that they have in common.
struct WasmImage {
  using Page = std::array<std::byte, kWasmPageBytes>;
  struct Entry {
    std::size_t index = 0;
    std::shared_ptr<const Page> page;
  };
  std::vector<Entry> pages;  // By index.

  // Bytes of the pages that `base` does not share.
  [[nodiscard]] std::size_t bytes_beyond(const WasmImage& base) const;
};

class WasmMemory {
 public:
  // All zero.
  WasmMemory();
  ~WasmMemory() = default;
  WasmMemory(const WasmMemory&) = delete;
  WasmMemory& operator=(const WasmMemory&) = delete;

  // The first byte of kWasmMemoryBytes. Who writes past the generated code marks what it writes.
  [[nodiscard]] static std::uint8_t* data();
  void mark_all();
  void mark(std::uint32_t address, std::size_t size);

  // What it holds now. It becomes the image that later changes are counted from.
  [[nodiscard]] std::shared_ptr<const WasmImage> image();

  // REQUIRES: an image of this memory.
  void restore(const std::shared_ptr<const WasmImage>& image);

  // Bytes of the pages that are not zero or were written since the last image or restore.
  [[nodiscard]] std::size_t bytes_in_use() const;

 private:
  void mark_difference(const WasmImage& other);

  std::shared_ptr<const WasmImage> base_;  // What the memory held when no page was marked.
};

}  // namespace varde::adapters
