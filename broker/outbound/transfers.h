// Requests under way over HTTP and SMTP, by libcurl.
//
// Many at a time on one thread, none of which waits for another: libcurl's multi interface. One
// thread for each receiver would give the same with more to keep in order, and libcurl resolves
// names on threads of its own, so nothing here blocks.
//
// Certificates are verified. Redirects are not followed, proxies of the environment not used, and
// nothing but HTTP and SMTP is spoken, whatever a URL says.
// Thread safety: `wake` from any thread; all else from one.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "broker/outbound/request.h"

namespace varde::outbound {

struct TransferLimits {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds total{15'000};
  std::size_t response_bytes = 64 * 1024;  // Of the body; what is longer is not read to its end.
};

class Transfers {
 public:
  using Done = std::function<void(Answer)>;

  // Throws std::runtime_error if libcurl cannot be initialised.
  explicit Transfers(TransferLimits limits = {});
  ~Transfers();  // Ends all that is under way without a call.
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  // `done` is called once, from within `run`.
  void start(const Request& request, Done done);

  // Moves on what is under way, waiting for something to happen for at most so long.
  void run(std::chrono::milliseconds at_most);

  // Ends the present or the next wait of `run`.
  void wake();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// What a status of HTTP means: taken if it is the expected one; 408, 429 and 500 and above are
// worth another attempt, all else is not. REQUIRES: status is a final one, from 200.
[[nodiscard]] Answer http_answer(long status, long expected);

}  // namespace varde::outbound
