#include "adapters/host/codec/wasm_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <utility>

// Defined by the generated code (engine/prepare.mjs).
extern "C" {
extern std::uint8_t varde_wasm_memory[varde::adapters::kWasmMemoryBytes];
extern std::uint8_t varde_wasm_marks[varde::adapters::kWasmPages];
}

namespace varde::adapters {
namespace {

// As many pages of zeros in a row are given back to the system instead of written.
constexpr std::size_t kPagesWorthGivingBack = 64;

constexpr std::size_t kMarksPerWord = sizeof(std::uint64_t);

// Calls `visit` with the index of each marked page, ascending.
template <class Visit>
void for_each_marked(const std::uint8_t* marks, Visit visit) {
  for (std::size_t at = 0; at < kWasmPages; at += kMarksPerWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, marks + at, sizeof word);
    if (word == 0) continue;
    for (std::size_t i = at; i < at + kMarksPerWord; ++i) {
      if (marks[i] != 0) visit(i);
    }
  }
}

bool is_zero(const std::uint8_t* page) {
  return page[0] == 0 && std::memcmp(page, page + 1, kWasmPageBytes - 1) == 0;
}

// The pages of an image in step with ascending indexes.
class Cursor {
 public:
  explicit Cursor(const WasmImage& image) : at_(image.pages.begin()), end_(image.pages.end()) {}

  // The page at `index`; null: zeros.
  const std::shared_ptr<const WasmImage::Page>& find(std::size_t index) {
    static const std::shared_ptr<const WasmImage::Page> kZeros;
    while (at_ != end_ && at_->index < index) ++at_;
    return at_ != end_ && at_->index == index ? at_->page : kZeros;
  }

 private:
  std::vector<WasmImage::Entry>::const_iterator at_;
  std::vector<WasmImage::Entry>::const_iterator end_;
};

}  // namespace

std::size_t WasmImage::bytes_beyond(const WasmImage& base) const {
  Cursor theirs(base);
  const auto own = std::ranges::count_if(
      pages, [&](const Entry& entry) { return theirs.find(entry.index) != entry.page; });
  return static_cast<std::size_t>(own) * kWasmPageBytes;
}

WasmMemory::WasmMemory() : base_(std::make_shared<WasmImage>()) {
  // Zeros that cost nothing until they are used.
  ::madvise(varde_wasm_memory, kWasmMemoryBytes, MADV_DONTNEED);
  std::memset(varde_wasm_marks, 0, kWasmPages);
}

std::uint8_t* WasmMemory::data() { return varde_wasm_memory; }

void WasmMemory::mark_all() { std::memset(varde_wasm_marks, 1, kWasmPages); }

void WasmMemory::mark(std::uint32_t address, std::size_t size) {
  if (size == 0) return;
  const std::size_t first = address / kWasmPageBytes;
  const std::size_t last = (address + size - 1) / kWasmPageBytes;
  std::memset(varde_wasm_marks + first, 1, last - first + 1);
}

std::shared_ptr<const WasmImage> WasmMemory::image() {
  auto made = std::make_shared<WasmImage>();
  Cursor base(*base_);
  for (std::size_t index = 0; index < kWasmPages; ++index) {
    auto page = base.find(index);
    const std::uint8_t* const now = varde_wasm_memory + index * kWasmPageBytes;
    if (varde_wasm_marks[index] != 0) {
      if (is_zero(now)) {
        page = nullptr;
      } else if (page == nullptr || std::memcmp(page->data(), now, kWasmPageBytes) != 0) {
        auto copy = std::make_shared<WasmImage::Page>();
        std::memcpy(copy->data(), now, kWasmPageBytes);
        page = std::move(copy);
      }
    }
    if (page != nullptr) made->pages.push_back({index, std::move(page)});
  }
  std::memset(varde_wasm_marks, 0, kWasmPages);
  base_ = made;
  return made;
}

void WasmMemory::mark_difference(const WasmImage& other) {
  Cursor ours(*base_);
  for (const auto& [index, page] : other.pages) {
    if (ours.find(index) != page) varde_wasm_marks[index] = 1;
  }
  Cursor theirs(other);
  for (const auto& [index, page] : base_->pages) {
    if (theirs.find(index) != page) varde_wasm_marks[index] = 1;
  }
}

void WasmMemory::restore(const std::shared_ptr<const WasmImage>& image) {
  if (image != base_) {
    mark_difference(*image);
    base_ = image;
  }
  Cursor pages(*image);
  std::size_t zeros_from = 0;  // A run of pages to be zeroed.
  std::size_t zeros_to = 0;
  const auto zero_run = [&] {
    std::uint8_t* const from = varde_wasm_memory + zeros_from * kWasmPageBytes;
    const std::size_t size = (zeros_to - zeros_from) * kWasmPageBytes;
    if (size >= kPagesWorthGivingBack * kWasmPageBytes &&
        ::madvise(from, size, MADV_DONTNEED) == 0) {
      return;
    }
    std::memset(from, 0, size);
  };
  for_each_marked(varde_wasm_marks, [&](std::size_t index) {
    varde_wasm_marks[index] = 0;
    if (const auto& page = pages.find(index)) {
      std::memcpy(varde_wasm_memory + index * kWasmPageBytes, page->data(), kWasmPageBytes);
      return;
    }
    if (index != zeros_to) {
      zero_run();
      zeros_from = index;
    }
    zeros_to = index + 1;
  });
  zero_run();
}

std::size_t WasmMemory::bytes_in_use() const {
  std::size_t pages = base_->pages.size();
  Cursor base(*base_);
  for_each_marked(varde_wasm_marks, [&](std::size_t index) {
    if (base.find(index) == nullptr) ++pages;
  });
  return pages * kWasmPageBytes;
}

}  // namespace varde::adapters
