// Takes care that of each device one message is decoded at a time, in the order in which they came.
//
// A job begins when the one before it of the same key has given its turn back: when the last copy
// of its `Turn` is gone. Thread safety: all functions, any thread; jobs run on the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace varde::adapters {

using Turn = std::shared_ptr<void>;

class Turns : public std::enable_shared_from_this<Turns> {
 public:
  using Job = std::function<void(Turn)>;

  // The io_context outlives every turn.
  explicit Turns(boost::asio::io_context& io) : io_(io) {}

  // Not bounded here: who enters is counted before.
  void enter(const std::string& key, Job job);

  // Jobs that wait are dropped, and none begins any more.
  void close();

 private:
  void begin(const std::string& key, Job job);
  void end(const std::string& key);

  boost::asio::io_context& io_;
  std::mutex mutex_;                                // Guards the two below.
  std::map<std::string, std::deque<Job>> waiting_;  // A key is here while somebody has its turn.
  bool closed_ = false;
};

}  // namespace varde::adapters
