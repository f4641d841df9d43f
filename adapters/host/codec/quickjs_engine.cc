#include <algorithm>
#include <stdexcept>
#include <utility>

#include "adapters/host/codec/codec_engine.h"
#include "adapters/host/codec/codec_reason.h"
#include "adapters/host/codec/prelude.h"
#include "adapters/host/codec/quickjs_vm.h"

namespace varde::adapters {
namespace {

// The first character of what the prelude's entry answers (prelude.js).
CodecFaultKind kind_of(char mark) {
  switch (mark) {
    case '!': return CodecFaultKind::Threw;
    case '?': return CodecFaultKind::NoFunction;
    case '~': return CodecFaultKind::MemoryLimit;
    default: return CodecFaultKind::BadResult;
  }
}

CodecFault fault_of(VmStop stop) {
  switch (stop) {
    case VmStop::TimeLimit: return {CodecFaultKind::TimeLimit, "did not end within its time"};
    case VmStop::MemoryLimit: return {CodecFaultKind::MemoryLimit, "wanted more than 16 MiB"};
    case VmStop::TooDeep: return {CodecFaultKind::MemoryLimit, "recursed too deep"};
    case VmStop::Failed:
    case VmStop::None: break;
  }
  return {CodecFaultKind::Threw, "the engine gave up"};
}

CodecFault cannot_load(std::string_view script, std::string_view why) {
  std::string reason(script);
  reason += ": ";
  reason += why;
  return {CodecFaultKind::CannotLoad, to_reason(reason)};
}

struct Image final : CodecImage {
  Image(QuickJsVm::State kept, std::size_t own) : state(std::move(kept)), own_bytes(own) {}
  [[nodiscard]] std::size_t bytes() const override { return own_bytes; }

  QuickJsVm::State state;
  std::size_t own_bytes;
};

class QuickJsEngine final : public CodecEngine {
 public:
  QuickJsEngine() {
    QuickJsVm::Outcome made;
    const VmStop stopped = vm_.run(Instant{}, std::chrono::seconds(10), [&] {
      made = vm_.evaluate(kPrelude, "varde");
      if (made.threw) made.value = vm_.to_text(made.value);
    });
    if (stopped != VmStop::None || made.threw) {
      throw std::runtime_error("the codec prelude does not load: " +
                               std::string(made.threw ? vm_.text(made.value) : ""));
    }
    entry_ = made.value;
    pristine_ = vm_.state();
  }

  void set_limits(const CodecLimits& limits) override { limits_ = limits; }

  Result<void, CodecFault> load(const std::vector<CodecScript>& scripts) override {
    vm_.restore(pristine_);
    for (const CodecScript& script : scripts) {
      QuickJsVm::Address error = 0;
      const VmStop stopped = vm_.run(Instant{}, limits_.time, [&] {
        const auto outcome = vm_.evaluate(script.text, script.name);
        if (outcome.threw) error = describe(outcome.value);
      });
      if (stopped != VmStop::None) return cannot_load(script.name, fault_of(stopped).reason);
      if (error != 0) return cannot_load(script.name, text_behind_mark(error));
    }
    const VmStop stopped = vm_.run(Instant{}, limits_.time, [&] { ask_entry("resolve", 0); });
    if (stopped != VmStop::None) return cannot_load("the codec", fault_of(stopped).reason);
    return {};
  }

  std::shared_ptr<const CodecImage> snapshot() override {
    auto state = vm_.state();
    const std::size_t own = state.memory->bytes_beyond(*pristine_.memory);
    return std::make_shared<Image>(std::move(state), own);
  }

  void reset(const std::shared_ptr<const CodecImage>& image) override {
    vm_.restore(static_cast<const Image&>(*image).state);
  }

  CodecAnswer call(std::string_view function, std::string_view argument, Instant now,
                   std::uint64_t seed) override {
    const auto started = std::chrono::steady_clock::now();
    QuickJsVm::Address answer = 0;
    const VmStop stopped = vm_.run(now, limits_.time, [&] {
      const QuickJsVm::Address arguments[] = {
          vm_.new_string(function), vm_.new_string(argument),
          vm_.new_number(static_cast<double>(seed & 0xFFFF'FFFFU)),
          vm_.new_number(static_cast<double>(seed >> 32U))};
      const auto outcome = vm_.call(entry_, arguments);
      answer = outcome.threw ? describe(outcome.value) : vm_.to_text(outcome.value);
    });
    if (stopped != VmStop::None) return fault_of(stopped);
    const std::string_view text = vm_.text(answer);
    if (text.empty()) return CodecFault{CodecFaultKind::BadResult, "no answer"};
    if (text[0] != '=') return CodecFault{kind_of(text[0]), to_reason(text.substr(1))};
    if (text.size() - 1 > limits_.result_bytes) {
      return CodecFault{CodecFaultKind::ResultTooLarge,
                        "a result of " + std::to_string(text.size() - 1) + " bytes"};
    }
    CodecResult result;
    result.json = text.substr(1);
    result.time = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started);
    result.memory_bytes = vm_.memory().bytes_in_use();
    return result;
  }

 private:
  // Within a run: what the prelude's entry says when it is asked for `name`.
  QuickJsVm::Address ask_entry(std::string_view name, QuickJsVm::Address about) {
    const QuickJsVm::Address zero = vm_.new_number(0);
    const QuickJsVm::Address arguments[] = {vm_.new_string(name), about != 0 ? about : zero, zero,
                                            zero};
    return vm_.to_text(vm_.call(entry_, arguments).value);
  }

  // Within a run: what was thrown, as a mark and words.
  QuickJsVm::Address describe(QuickJsVm::Address thrown) { return ask_entry("describe", thrown); }

  [[nodiscard]] std::string_view text_behind_mark(QuickJsVm::Address address) const {
    const std::string_view text = vm_.text(address);
    return text.substr(text.empty() ? 0 : 1);
  }

  QuickJsVm vm_;
  QuickJsVm::Address entry_ = 0;  // The prelude's function; part of each state.
  QuickJsVm::State pristine_;     // The prelude and nothing else.
  CodecLimits limits_;
};

}  // namespace

std::unique_ptr<CodecEngine> make_quickjs_engine() { return std::make_unique<QuickJsEngine>(); }

}  // namespace varde::adapters
