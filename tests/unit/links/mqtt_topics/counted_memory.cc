#include "tests/unit/links/mqtt_topics/counted_memory.h"

#include <malloc.h>

#include <cstdlib>
#include <new>

namespace {

varde::test::CountedMemory counted;

}  // namespace

// The forms for arrays call these, except in a sanitizer's own library, which does not mix them.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  void* memory = std::malloc(bytes);
  if (memory == nullptr) return nullptr;
  ++counted.allocations;
  counted.bytes += ::malloc_usable_size(memory);
  return memory;
}

void* operator new(std::size_t bytes) {
  void* memory = operator new(bytes, std::nothrow);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept {
  counted.bytes -= ::malloc_usable_size(memory);
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace varde::test {

CountedMemory counted_memory() { return counted; }

}  // namespace varde::test
