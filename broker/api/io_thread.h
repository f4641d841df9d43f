// The one thread that runs the io_context, as others see it.
#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace varde::api {

class IoThread {
 public:
  // What is still to run when `alive` has expired is dropped: the server has stopped.
  IoThread(boost::asio::io_context& io, std::weak_ptr<const void> alive);

  // Runs `work` there, after everything posted before. Any thread.
  void post(std::function<void()> work) const;

 private:
  boost::asio::io_context* io_;
  std::weak_ptr<const void> alive_;
};

}  // namespace varde::api
