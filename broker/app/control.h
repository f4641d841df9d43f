// The control socket: how the command line asks a running broker for something.
//
// A Unix stream socket in the data folder, `control.sock`, mode 0600: who may open it is the user
// that the broker runs as, or root, and nobody else; there is no other log-in. One connection takes
// one request: a line of JSON in, lines of JSON out. The last line has "ok": true or "error"; those
// before say how far it is.
//
// Bounded: kConnections at a time, kLargestRequest bytes in, kIdle for each step of a connection
// but the work itself. Requests are worked on one after another, on a thread of their own, so that
// the io_context never waits. Thread safety: one thread, the io_context's; the handler is called on
// the socket's own.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

#include "broker/app/control_socket.h"

namespace boost::asio {
class io_context;
}

namespace varde::app {

inline constexpr std::size_t kControlConnections = 8;
inline constexpr std::size_t kLargestControlRequest = 64 * 1024;
inline constexpr std::chrono::seconds kControlIdle{10};

class Control {
 public:
  // Says one line on the way. Where the other side reads slowly or is gone, it is left out.
  using Say = std::function<void(const boost::json::object&)>;

  // Does what is asked and answers the last line, without "ok"; throws std::exception with one line
  // if it cannot. Returns soon once it is asked to stop.
  using Handler = std::function<boost::json::object(const boost::json::object& request,
                                                    const Say& say, const std::stop_token& stop)>;

  struct Options {
    std::filesystem::path socket;
    std::chrono::milliseconds idle = kControlIdle;  // Shorter in tests.
  };

  // The io_context outlives this, and no handler of it runs after `stop`.
  Control(boost::asio::io_context& io, Options options, Handler handler);
  ~Control();  // As stop().
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  // Listens. A socket that a broker left behind is replaced: REQUIRES that nobody else serves the
  // data folder. Throws std::runtime_error with one line.
  void start();

  // Asks the request that is worked on to end, waits for it, and removes the socket. Not to be
  // called while the io_context runs on another thread.
  void stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace varde::app
