#include "broker/api/io_thread.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace varde::api {

IoThread::IoThread(boost::asio::io_context& io, std::weak_ptr<const void> alive)
    : io_(&io), alive_(std::move(alive)) {}

void IoThread::post(std::function<void()> work) const {
  boost::asio::post(*io_, [alive = alive_, work = std::move(work)] {
    if (!alive.expired()) work();
  });
}

}  // namespace varde::api
