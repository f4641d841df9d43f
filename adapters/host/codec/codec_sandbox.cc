#include "adapters/host/codec/codec_sandbox.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <initializer_list>

namespace varde::adapters {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kUnderSanitizer = true;
#else
constexpr bool kUnderSanitizer = false;
#endif

constexpr rlim_t kLeastAheadS = 2;
constexpr rlim_t kMostAheadS = 10;

bool set_limit(__rlimit_resource resource, rlim_t value) {
  const rlimit limit{value, value};
  return ::setrlimit(resource, &limit) == 0;
}

bool set_limits() {
  // A limit of files of 4 leaves the socket and those below it.
  return (kUnderSanitizer || set_limit(RLIMIT_AS, kWorkerAddressSpace)) &&
         set_limit(RLIMIT_NOFILE, 4) && set_limit(RLIMIT_FSIZE, 0) && set_limit(RLIMIT_CORE, 0) &&
         set_limit(RLIMIT_NPROC, 0);
}

class Filter {
 public:
  Filter() : context_(::seccomp_init(SCMP_ACT_KILL_PROCESS)) {}
  ~Filter() {
    if (context_ != nullptr) ::seccomp_release(context_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  // Allows the call if all of `when` hold.
  Filter& allow(int call, std::initializer_list<scmp_arg_cmp> when = {}) {
    good_ =
        good_ && ::seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call,
                                          static_cast<unsigned>(when.size()), when.begin()) == 0;
    return *this;
  }
  [[nodiscard]] bool load() {
    return context_ != nullptr && good_ && ::seccomp_load(context_) == 0;
  }

 private:
  scmp_filter_ctx context_;
  bool good_ = true;
};

scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}
// The bits of `mask` in the argument are those of `value`.
scmp_arg_cmp bits(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

}  // namespace

bool enter_codec_sandbox(int socket) {
  if (!set_limits() || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  keep_processor_time_ahead();
  const auto fd = static_cast<scmp_datum_t>(socket);
  Filter filter;
  filter.allow(SCMP_SYS(recvfrom), {equals(0, fd)})
      .allow(SCMP_SYS(sendto), {equals(0, fd)})
      .allow(SCMP_SYS(brk))
      .allow(SCMP_SYS(mmap), {bits(2, PROT_EXEC, 0), bits(3, MAP_ANONYMOUS, MAP_ANONYMOUS)})
      .allow(SCMP_SYS(munmap))
      .allow(SCMP_SYS(mremap))
      .allow(SCMP_SYS(madvise))
      .allow(SCMP_SYS(clock_gettime))  // The processor time, which the vDSO does not know.
      .allow(SCMP_SYS(prlimit64), {equals(0, 0), equals(1, RLIMIT_CPU)})
      .allow(SCMP_SYS(rt_sigreturn))  // From the engine's timer.
      .allow(SCMP_SYS(restart_syscall))
      .allow(SCMP_SYS(exit_group));
  if (kUnderSanitizer) filter.allow(SCMP_SYS(futex)).allow(SCMP_SYS(sched_yield));
  return filter.load();
}

void keep_processor_time_ahead() {
  static rlim_t limit_s = 0;
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  const auto used_s = static_cast<rlim_t>(used.tv_sec);
  if (used_s + kLeastAheadS < limit_s) return;
  limit_s = used_s + kMostAheadS;
  // The soft limit, at which SIGXCPU ends the process; the hard one stays, or it could not be
  // raised.
  rlimit limit{};
  if (::getrlimit(RLIMIT_CPU, &limit) != 0) return;
  limit.rlim_cur = std::min(limit_s, limit.rlim_max);
  ::setrlimit(RLIMIT_CPU, &limit);
}

}  // namespace varde::adapters
