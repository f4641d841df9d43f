#include "adapters/host/codec/quickjs_vm.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <ctime>
#include <stdexcept>

// Made when building.
#include <quickjs.h>
#include <quickjs_names.h>
#include <wasm-rt-impl.h>

using varde::adapters::kWasmMemoryBytes;
using varde::adapters::VmStop;
using varde::adapters::WasmMemory;

// What the machine's imports get: the host as the machine sees it.
struct VM_Host {
  WasmMemory owner;
  wasm_rt_memory_t memory{};
  std::int64_t now_us = 0;
  std::int64_t deadline_ns = 0;  // Processor time of the thread.
  VmStop stop = VmStop::None;
};

namespace {

std::int64_t processor_time_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// Where the thread's timer looks.
std::atomic<VM_Host*> running{nullptr};

// QuickJS asks whether to go on in loops of a script and of regular expressions, not in those of
// its own functions: `indexOf` over 2^53 elements. This ends them: the machine's next call
// of a function is one too deep.
void on_timer(int) {
  VM_Host* const host = running;
  if (host == nullptr || processor_time_ns() <= host->deadline_ns) return;
  host->stop = VmStop::TimeLimit;
  wasm_rt_call_stack_depth = WASM_RT_MAX_CALL_STACK_DEPTH;
}

// Looks in after each 5 ms of this thread's processor time; while nothing runs it costs nothing.
// The system looks at such timers in its own tick (1 to 10 ms), and a function that was about to
// return leaves room for one more call, which the next look ends: about 30 ms late at most. A timer
// set anew for each call is nearer by a few, and a tenth of all calls fewer were measured with it.
class Timer {
 public:
  Timer() {
    struct sigaction action {};
    action.sa_handler = on_timer;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGALRM, &action, nullptr);
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGALRM;
    event._sigev_un._tid = ::gettid();
    const itimerspec each{{0, 5'000'000}, {0, 5'000'000}};
    if (::timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) != 0 ||
        ::timer_settime(timer_, 0, &each, nullptr) != 0) {
      throw std::runtime_error("the system gives no timer");
    }
  }
  ~Timer() { ::timer_delete(timer_); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  timer_t timer_{};
};

[[noreturn]] void stop(VM_Host* host, VmStop why) {
  host->stop = why;
  ::wasm_rt_trap(WASM_RT_TRAP_UNREACHABLE);
}

// Writes a value where the machine asked for it.
template <class T>
void put(VM_Host* host, std::uint32_t address, T value) {
  if (address > kWasmMemoryBytes - sizeof value) stop(host, VmStop::Failed);
  host->owner.mark(address, sizeof value);
  std::memcpy(host->memory.data + address, &value, sizeof value);
}

// WASI's number for "not supported".
constexpr std::uint32_t kNotSupported = 52;

// The time zone is UTC, whatever the machine's host says.
void put_utc(VM_Host* host, std::int64_t seconds, std::uint32_t address) {
  using namespace std::chrono;
  // Beyond what a year can be in C++; the zone, which is what is asked for, is the same.
  constexpr std::int64_t kFarthest = 9000LL * 366 * 86'400;
  const sys_seconds time{std::chrono::seconds(std::clamp(seconds, -kFarthest, kFarthest))};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  const auto field = [&](std::uint32_t index, auto value) {
    put(host, address + 4 * index, static_cast<std::int32_t>(value));
  };
  field(0, clock.seconds().count());
  field(1, clock.minutes().count());
  field(2, clock.hours().count());
  field(3, static_cast<unsigned>(date.day()));
  field(4, static_cast<unsigned>(date.month()) - 1);
  field(5, static_cast<int>(date.year()) - 1900);
  field(6, weekday(day).c_encoding());
  field(7, (day - sys_days(date.year() / January / 1)).count());
  field(8, 0);  // No summer time.
  field(9, 0);  // Seconds east of Greenwich.
}

}  // namespace

// The types are those of the generated header, which declares these functions: one that changes
// does not compile.
extern "C" {

wasm_rt_memory_t* VM_import_memory(VM_Host* host) { return &host->memory; }

u32 VM_import_should_interrupt(VM_Host* host, u32) {
  if (processor_time_ns() > host->deadline_ns) stop(host, VmStop::TimeLimit);
  return 0;
}

// Not an error that a script could catch and try again: its call ends here.
u32 VM_import_resize_heap(VM_Host* host, u32) { stop(host, VmStop::MemoryLimit); }

f64 VM_import_date_now(VM_Host* host) { return static_cast<f64>(host->now_us / 1000); }

u32 VM_import_clock_time_get(VM_Host* host, u32, u64, u32 address) {
  put(host, address, host->now_us * 1000);
  return 0;
}

void VM_import_localtime(VM_Host* host, u64 seconds, u32 address) {
  put_utc(host, static_cast<std::int64_t>(seconds), address);
}

void VM_import_tzset(VM_Host* host, u32 zone, u32 summer_time, u32 name, u32 summer_name) {
  put(host, zone, std::int32_t{0});
  put(host, summer_time, std::int32_t{0});
  for (const u32 address : {name, summer_name}) put(host, address, std::array{'U', 'T', 'C', '\0'});
}

u32 VM_import_environ_sizes_get(VM_Host* host, u32 count, u32 size) {
  put(host, count, std::uint32_t{0});
  put(host, size, std::uint32_t{0});
  return 0;
}
u32 VM_import_environ_get(VM_Host*, u32, u32) { return 0; }

u32 VM_import_fd_write(VM_Host*, u32, u32, u32, u32) { return kNotSupported; }
u32 VM_import_fd_close(VM_Host*, u32) { return kNotSupported; }
u32 VM_import_fd_seek(VM_Host*, u32, u64, u32, u32) { return kNotSupported; }

u32 VM_import_setitimer(VM_Host* host, u32, f64) { stop(host, VmStop::Failed); }
void VM_import_keepalive_clear(VM_Host* host) { stop(host, VmStop::Failed); }
void VM_import_assert_fail(VM_Host* host, u32, u32, u32, u32) { stop(host, VmStop::Failed); }
void VM_import_abort(VM_Host* host) { stop(host, VmStop::Failed); }
void VM_import_proc_exit(VM_Host* host, u32) { stop(host, VmStop::Failed); }
u32 VM_import_call_function(VM_Host* host, u32, u32, u32, u32, u32) { stop(host, VmStop::Failed); }
u32 VM_import_load_module(VM_Host* host, u32, u32, u32) { stop(host, VmStop::Failed); }
u32 VM_import_normalize_module(VM_Host* host, u32, u32, u32, u32) { stop(host, VmStop::Failed); }
void VM_import_free_host_ref(VM_Host*, u32, u32) {}

}  // extern "C"

namespace varde::adapters {
namespace {

// Of the machine's own stack; QuickJS answers beyond it with an error that a script may catch. The
// call depth of the generated C (VARDE_CODEC_CALL_DEPTH) is set so that this is reached first.
constexpr std::uint32_t kStackBytes = 256 * 1024;

// Starting the machine is not limited by a script's time.
constexpr std::chrono::milliseconds kStartTime{10'000};

// Sets the place that a trap comes back to. No object with a destructor may live in here.
int trap_of(FunctionRef<void()> steps) {
  if (const int code = wasm_rt_impl_try(); code != 0) return code;
  steps();
  return 0;
}

}  // namespace

class QuickJsVm::Machine {
 public:
  Machine() {
    host.memory.data = WasmMemory::data();
    host.memory.size = kWasmMemoryBytes;
    host.memory.pages = host.memory.max_pages = kWasmMemoryBytes / 65536;
  }
  ~Machine() { Z_quickjs_free(&instance); }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  VM_Host host;
  Timer timer;
  Z_quickjs_instance_t instance{};
  Address context = 0;
  Address undefined = 0;
  Address arguments = 0;  // Room for kArguments addresses.
};

QuickJsVm::QuickJsVm() : machine_(std::make_unique<Machine>()) {
  ::wasm_rt_init();
  Z_quickjs_init_module();
  Machine& m = *machine_;
  const VmStop stopped = run(Instant{}, kStartTime, [&] {
    Z_quickjs_instantiate(&m.instance, &m.host);
    VM_call_constructors(&m.instance);
    const Address runtime = VM_QTS_NewRuntime(&m.instance);
    VM_QTS_RuntimeSetMaxStackSize(&m.instance, runtime, kStackBytes);
    VM_QTS_RuntimeEnableInterruptHandler(&m.instance, runtime);
    m.context = VM_QTS_NewContext(&m.instance, runtime, 0);
    m.undefined = VM_QTS_GetUndefined(&m.instance);
    m.arguments = VM_malloc(&m.instance, kArguments * sizeof(Address));
  });
  if (stopped != VmStop::None || m.context == 0) {
    throw std::runtime_error("the JavaScript engine does not start");
  }
  m.host.owner.mark_all();  // Its first contents came in without marks.
}

QuickJsVm::~QuickJsVm() = default;

QuickJsVm::State QuickJsVm::state() {
  return {machine_->host.owner.image(), machine_->instance.VM_stack_pointer};
}

void QuickJsVm::restore(const State& state) {
  machine_->host.owner.restore(state.memory);
  machine_->instance.VM_stack_pointer = state.stack_pointer;
}

const WasmMemory& QuickJsVm::memory() const { return machine_->host.owner; }

VmStop QuickJsVm::run(Instant now, std::chrono::milliseconds time, FunctionRef<void()> steps) {
  VM_Host& host = machine_->host;
  host.now_us = now.time_since_epoch().count();
  host.deadline_ns = processor_time_ns() + std::chrono::nanoseconds(time).count();
  host.stop = VmStop::None;
  wasm_rt_call_stack_depth = 0;
  running = &host;
  const int trap = trap_of(steps);
  running = nullptr;
  if (trap == 0) return VmStop::None;
  if (host.stop != VmStop::None) return host.stop;
  return trap == WASM_RT_TRAP_EXHAUSTION ? VmStop::TooDeep : VmStop::Failed;
}

QuickJsVm::Address QuickJsVm::copy_in(std::string_view text) {
  Machine& m = *machine_;
  if (text.size() >= kWasmMemoryBytes) stop(&m.host, VmStop::MemoryLimit);
  const auto size = static_cast<std::uint32_t>(text.size());
  const Address address = VM_malloc(&m.instance, size + 1);
  if (address == 0 || address > kWasmMemoryBytes - size - 1) stop(&m.host, VmStop::MemoryLimit);
  m.host.owner.mark(address, size + 1);
  std::memcpy(m.host.memory.data + address, text.data(), size);
  m.host.memory.data[address + size] = 0;
  return address;
}

void QuickJsVm::free(Address address) { VM_free(&machine_->instance, address); }

QuickJsVm::Address QuickJsVm::new_string(std::string_view text) {
  Machine& m = *machine_;
  const Address copy = copy_in(text);
  const Address value = VM_QTS_NewString(&m.instance, m.context, copy);
  free(copy);
  return value;
}

QuickJsVm::Address QuickJsVm::new_number(double number) {
  return VM_QTS_NewFloat64(&machine_->instance, machine_->context, number);
}

QuickJsVm::Outcome QuickJsVm::evaluate(std::string_view script, std::string_view name) {
  Machine& m = *machine_;
  const Address text = copy_in(script);
  const Address file = copy_in(name);
  const Address value = VM_QTS_Eval(&m.instance, m.context, text,
                                    static_cast<std::uint32_t>(script.size()), file, 0, 0);
  free(text);
  free(file);
  const Address thrown = VM_QTS_ResolveException(&m.instance, m.context, value);
  return thrown != 0 ? Outcome{true, thrown} : Outcome{false, value};
}

QuickJsVm::Outcome QuickJsVm::call(Address function, const Address (&arguments)[kArguments]) {
  Machine& m = *machine_;
  m.host.owner.mark(m.arguments, sizeof arguments);
  std::memcpy(m.host.memory.data + m.arguments, arguments, sizeof arguments);
  const Address value =
      VM_QTS_Call(&m.instance, m.context, function, m.undefined, kArguments, m.arguments);
  const Address thrown = VM_QTS_ResolveException(&m.instance, m.context, value);
  return thrown != 0 ? Outcome{true, thrown} : Outcome{false, value};
}

QuickJsVm::Address QuickJsVm::to_text(Address value) {
  return VM_QTS_GetString(&machine_->instance, machine_->context, value);
}

std::string_view QuickJsVm::text(Address address) const {
  if (address == 0 || address >= kWasmMemoryBytes) return {};
  const char* const from = reinterpret_cast<const char*>(machine_->host.memory.data) + address;
  return {from, ::strnlen(from, kWasmMemoryBytes - address)};
}

}  // namespace varde::adapters
