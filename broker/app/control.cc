#include "broker/app/control.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "broker/app/control_request.h"

namespace varde::app {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace json = boost::json;
using Protocol = asio::local::stream_protocol;

// Said and not yet read by the other side. An answer is never left out, and is one line of what the
// handler makes.
constexpr std::size_t kMostUnread = 256 * 1024;

std::string line_of(const json::object& object) { return json::serialize(object) + "\n"; }
json::object error_of(std::string_view why) {
  return {{"error", json::string(why.data(), why.size())}};
}

// The address of a socket in a folder, however long its path is: an address holds 107 bytes.
class FolderHandle {
 public:
  explicit FolderHandle(const fs::path& folder)
      : file_(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), folder.string());
  }
  ~FolderHandle() { ::close(file_); }
  FolderHandle(const FolderHandle&) = delete;
  FolderHandle& operator=(const FolderHandle&) = delete;

  [[nodiscard]] std::string path_of(const fs::path& name) const {
    return "/proc/self/fd/" + std::to_string(file_) + "/" + name.string();
  }

 private:
  int file_;
};

}  // namespace

// Works on requests one by one. Thread safety: any thread.
class ControlWorker {
 public:
  using Job = std::function<void(const std::stop_token&)>;

  void start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  // What waits is dropped.
  void stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
  }
  void add(Job job) {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back(std::move(job));
    changed_.notify_one();
  }

 private:
  void run(const std::stop_token& stop) {
    for (;;) {
      Job job;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, stop, [this] { return !jobs_.empty(); });
        if (stop.stop_requested()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job(stop);
    }
  }

  std::mutex mutex_;  // Guards jobs_.
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;  // At most one for each connection.
  std::jthread thread_;
};

class Control::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& io, Options options, Handler handler)
      : io_(io), options_(std::move(options)), handler_(std::move(handler)), acceptor_(io) {}

  void start() {
    listen();
    worker_.start();
    accept();
  }

  void stop() {
    if (!acceptor_.is_open()) return;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    std::error_code gone;
    fs::remove(options_.socket, gone);
    worker_.stop();
    for (const auto& session : std::set(sessions_)) close(session);
  }

 private:
  struct Session {
    explicit Session(asio::io_context& io) : socket(io), timer(io) {}
    Protocol::socket socket;
    asio::steady_timer timer;
    std::string in;
    std::deque<std::string> out;  // The first one is being written.
    std::size_t unread = 0;       // Bytes of them.
    bool last = false;            // Nothing follows.
  };
  using SessionPtr = std::shared_ptr<Session>;

  // Made beside its place and moved there when nobody but its owner can open it any more.
  void listen() {
    const fs::path folder = options_.socket.parent_path();
    const fs::path beside = options_.socket.string() + ".new";
    try {
      const FolderHandle handle(folder.empty() ? "." : folder);
      fs::remove(beside);
      acceptor_.open();
      acceptor_.bind(Protocol::endpoint(handle.path_of(beside.filename())));
      fs::permissions(beside, fs::perms::owner_read | fs::perms::owner_write);
      acceptor_.listen(static_cast<int>(kControlConnections));
      fs::rename(beside, options_.socket);
    } catch (const std::exception& error) {
      boost::system::error_code ignored;
      acceptor_.close(ignored);
      throw std::runtime_error("the control socket " + options_.socket.string() + ": " +
                               error.what());
    }
  }

  void accept() {
    auto session = std::make_shared<Session>(io_);
    acceptor_.async_accept(session->socket, [self = shared_from_this(),
                                             session](const boost::system::error_code& error) {
      if (error == asio::error::operation_aborted || !self->acceptor_.is_open()) return;
      if (!error) self->serve(session);
      self->accept();
    });
  }

  void serve(const SessionPtr& session) {
    const bool full = sessions_.size() >= kControlConnections;
    sessions_.insert(session);
    if (full) return end(session, error_of("the control socket is busy"));
    limit_time(session);
    asio::async_read_until(session->socket,
                           asio::dynamic_buffer(session->in, kLargestControlRequest), '\n',
                           [self = shared_from_this(), session](
                               const boost::system::error_code& error, std::size_t length) {
                             session->timer.cancel();
                             if (error == asio::error::not_found) {
                               self->end(session, error_of("the request is too long"));
                             } else if (error) {
                               self->close(session);
                             } else {
                               self->begin(session, session->in.substr(0, length));
                             }
                           });
  }

  void begin(const SessionPtr& session, const std::string& line) {
    auto request = parse_control_line(line);
    if (!request) return end(session, error_of(request.error().reason));
    worker_.add([self = shared_from_this(), session, asked = *std::move(request)](
                    const std::stop_token& stop) { self->work(session, asked, stop); });
  }

  // On the worker's thread.
  void work(const SessionPtr& session, const json::object& request, const std::stop_token& stop) {
    const Say say = [this, &session](const json::object& said) {
      asio::post(io_, [self = shared_from_this(), session, line = line_of(said)]() mutable {
        if (session->unread < kMostUnread) self->write(session, std::move(line));
      });
    };
    json::object last;
    try {
      last = handler_(request, say, stop);
      last["ok"] = true;
    } catch (const std::exception& error) {
      last = error_of(error.what());
    }
    asio::post(io_, [self = shared_from_this(), session, last] { self->end(session, last); });
  }

  void end(const SessionPtr& session, const json::object& last) {
    write(session, line_of(last));
    session->last = true;
  }

  void write(const SessionPtr& session, std::string line) {
    if (!session->socket.is_open()) return;
    session->unread += line.size();
    session->out.push_back(std::move(line));
    if (session->out.size() == 1) write_first(session);
  }

  void write_first(const SessionPtr& session) {
    limit_time(session);
    asio::async_write(
        session->socket, asio::buffer(session->out.front()),
        [self = shared_from_this(), session](const boost::system::error_code& error, std::size_t) {
          session->timer.cancel();
          if (error) return self->close(session);
          session->unread -= session->out.front().size();
          session->out.pop_front();
          if (!session->out.empty()) return self->write_first(session);
          if (session->last) self->close(session);
        });
  }

  void limit_time(const SessionPtr& session) {
    session->timer.expires_after(options_.idle);
    session->timer.async_wait(
        [self = shared_from_this(), session](const boost::system::error_code& error) {
          if (!error) self->close(session);
        });
  }

  void close(const SessionPtr& session) {
    boost::system::error_code ignored;
    session->timer.cancel();
    session->socket.close(ignored);
    sessions_.erase(session);
  }

  asio::io_context& io_;
  const Options options_;
  const Handler handler_;
  Protocol::acceptor acceptor_;
  std::set<SessionPtr> sessions_;
  ControlWorker worker_;
};

Control::Control(asio::io_context& io, Options options, Handler handler)
    : impl_(std::make_shared<Impl>(io, std::move(options), std::move(handler))) {}
Control::~Control() { stop(); }
void Control::start() { impl_->start(); }
void Control::stop() { impl_->stop(); }

}  // namespace varde::app
