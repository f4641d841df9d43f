#include "broker/api/work_pool.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <utility>

namespace varde::api {

class WorkPool::Impl {
 public:
  Impl(IoThread io, std::size_t threads, std::size_t bound)
      : io_(io), bound_(bound), pool_(threads) {}

  bool run(Work work) {
    if (under_way_.fetch_add(1) >= bound_) {
      under_way_.fetch_sub(1);
      return false;
    }
    boost::asio::post(pool_, [this, work = std::move(work)]() mutable {
      Then then = work();
      under_way_.fetch_sub(1);
      // The work goes along: what it holds (a connection) must be let go of on that thread.
      io_.post([work = std::move(work), then = std::move(then)] { then(); });
    });
    return true;
  }

  void stop() {
    pool_.stop();
    pool_.join();
  }

 private:
  const IoThread io_;
  const std::size_t bound_;
  std::atomic<std::size_t> under_way_{0};
  boost::asio::thread_pool pool_;
};

WorkPool::WorkPool(IoThread io, std::size_t threads, std::size_t bound)
    : impl_(std::make_unique<Impl>(io, threads, bound)) {}
WorkPool::~WorkPool() { stop(); }
bool WorkPool::run(Work work) { return impl_->run(std::move(work)); }
void WorkPool::stop() { impl_->stop(); }

}  // namespace varde::api
