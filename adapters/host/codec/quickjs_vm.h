// QuickJS-ng as a machine: values are addresses in its memory, and whatever goes wrong in it ends
// the call under way, never the process.
//
// The machine can reach the clock of the call and nothing else of the host: no files, no network,
// no environment, no more memory than it has.
// Thread safety: one machine in a process (the generated code has globals, and SIGALRM is its),
// only on the thread that made it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "adapters/host/codec/wasm_memory.h"
#include "broker/base/function_ref.h"
#include "broker/base/instant.h"

namespace varde::adapters {

// What ended a run of the machine from outside JavaScript. Scripts cannot catch it. The machine's
// memory is then in no particular state: restore an image.
enum class VmStop : std::uint8_t {
  None,
  TimeLimit,
  MemoryLimit,
  TooDeep,
  Failed,  // It left its memory, or called for what a codec has not.
};

class QuickJsVm {
 public:
  using Address = std::uint32_t;
  struct State {
    std::shared_ptr<const WasmImage> memory;
    std::uint32_t stack_pointer = 0;
  };

  // With a runtime and a context, before any script. Throws std::runtime_error.
  QuickJsVm();
  ~QuickJsVm();

  [[nodiscard]] State state();
  void restore(const State& state);
  [[nodiscard]] const WasmMemory& memory() const;

  // Runs `steps`, which call the functions below, for at most `time` of this thread's processor
  // time, with `now` on the machine's clock. `steps` may be left at any such call without its
  // destructors being run: it holds only plain values.
  [[nodiscard]] VmStop run(Instant now, std::chrono::milliseconds time, FunctionRef<void()> steps);

  // The functions below: only within run().

  // A copy of `text` with a zero behind it. REQUIRES: free() once.
  [[nodiscard]] Address copy_in(std::string_view text);
  void free(Address address);

  // A JavaScript value each. `text` ends with a zero that is not counted.
  [[nodiscard]] Address new_string(std::string_view text);
  [[nodiscard]] Address new_number(double number);

  // Evaluates a script, or calls a function; the value is an exception if `threw`.
  struct Outcome {
    bool threw = false;
    Address value = 0;
  };
  [[nodiscard]] Outcome evaluate(std::string_view script, std::string_view name);
  static constexpr std::size_t kArguments = 4;
  [[nodiscard]] Outcome call(Address function, const Address (&arguments)[kArguments]);

  // The value as text; the address of its first byte, which text() reads.
  [[nodiscard]] Address to_text(Address value);

  // Outside run() as well: UTF-8 up to its zero. Valid until the machine runs again.
  [[nodiscard]] std::string_view text(Address address) const;

 private:
  class Machine;
  std::unique_ptr<Machine> machine_;
};

}  // namespace varde::adapters
