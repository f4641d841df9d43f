#include "tools/varde/console_client.h"

#include <google/protobuf/util/json_util.h>

#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "tools/varde/command.h"

namespace varde::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using Stream = websocket::stream<beast::tcp_stream>;

// The server's heartbeat comes each second; docs/reference/api.md calls 3 s without one lost.
constexpr std::chrono::seconds kSilence{3};
constexpr std::chrono::seconds kBetweenAttempts{1};
constexpr std::size_t kLargestFrame = 64 * 1024 * 1024;

}  // namespace

// One thread; Beast's asynchronous calls, each awaited by running the context until it is over:
// unlike blocking calls they have time-outs, so that every wait has an end.
class ConsoleClient::Impl {
 public:
  Impl(ConsoleClientOptions options, OnMessage on_message)
      : options_(std::move(options)), on_message_(std::move(on_message)) {}

  ~Impl() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

  void start() {
    log_in();
    thread_ = std::thread([this] { follow(); });
    std::unique_lock lock(mutex_);
    constexpr std::chrono::seconds kFirstSnapshot{10};
    if (!changed_.wait_for(lock, kFirstSnapshot, [this] { return has_snapshot_; })) {
      throw CannotError("the console stream sends no snapshot: " + problem_);
    }
  }

  std::string ask(http::verb verb, const std::string& path, const std::string& json) {
    auto answer = exchange(verb, path, json);
    if (answer.result_int() / 100 != 2) {
      throw CannotError(path + " is refused with " + std::to_string(answer.result_int()) + ": " +
                        answer.body());
    }
    return std::move(answer.body());
  }

 private:
  using Answer = http::response<http::string_body>;

  [[nodiscard]] std::string host_header() const {
    return options_.host + ":" + std::to_string(options_.port);
  }

  // Starts `begin(handler)` and runs the context until the handler was called. The streams' own
  // timers see to it that it is.
  template <class Begin>
  beast::error_code await(asio::io_context& context, Begin begin) {
    bool done = false;
    beast::error_code result;
    begin([&](beast::error_code error, auto&&...) {
      result = error;
      done = true;
    });
    context.restart();
    while (!done && context.run_one() > 0) {
    }
    return done ? result : beast::error_code(beast::error::timeout);
  }

  beast::error_code connect(asio::io_context& context, beast::tcp_stream& stream) {
    beast::error_code error;
    const auto address = asio::ip::make_address(options_.host, error);
    if (error) return error;
    stream.expires_after(kSilence);
    return await(context, [&](auto handler) {
      stream.async_connect(asio::ip::tcp::endpoint(address, options_.port), std::move(handler));
    });
  }

  // One request on a connection of its own; the answer, whatever it says. Throws CannotError where
  // there is none.
  Answer exchange(http::verb verb, const std::string& path, const std::string& json) {
    asio::io_context context;
    beast::tcp_stream stream(context);
    http::request<http::string_body> request(verb, path, 11);
    request.set(http::field::host, host_header());
    if (!cookie_.empty()) request.set(http::field::cookie, cookie_);
    if (!json.empty()) request.set(http::field::content_type, "application/json");
    request.body() = json;
    request.prepare_payload();
    http::response_parser<http::string_body> parser;
    parser.body_limit(kLargestFrame);
    beast::flat_buffer buffer;
    beast::error_code error = connect(context, stream);
    if (!error) {
      stream.expires_after(kSilence);
      error =
          await(context, [&](auto done) { http::async_write(stream, request, std::move(done)); });
    }
    if (!error) {
      error = await(context,
                    [&](auto done) { http::async_read(stream, buffer, parser, std::move(done)); });
    }
    if (error) throw CannotError("the console at " + host_header() + ": " + error.message());
    return parser.release();
  }

  void log_in() {
    const auto answer = exchange(http::verb::post, "/api/v1/session",
                                 boost::json::serialize(boost::json::object{
                                     {"user", options_.user}, {"password", options_.password}}));
    if (answer.result_int() / 100 != 2) {
      throw CannotError("log-in as " + options_.user + " is refused with " +
                        std::to_string(answer.result_int()));
    }
    const std::string cookie(answer[http::field::set_cookie]);
    cookie_ = cookie.substr(0, cookie.find(';'));
  }

  void follow() {
    while (!stopping_) {
      const std::string problem = follow_once();
      {
        const std::lock_guard lock(mutex_);
        problem_ = problem;
      }
      const auto until = std::chrono::steady_clock::now() + kBetweenAttempts;
      while (!stopping_ && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
    }
  }

  std::string follow_once() {
    asio::io_context context;
    Stream stream(context);
    beast::error_code error = connect(context, beast::get_lowest_layer(stream));
    if (error) return error.message();
    beast::get_lowest_layer(stream).expires_never();
    stream.set_option(websocket::stream_base::timeout{kSilence, kSilence, false});
    stream.read_message_max(kLargestFrame);
    stream.set_option(websocket::stream_base::decorator(
        [this](websocket::request_type& request) { request.set(http::field::cookie, cookie_); }));
    error = await(context, [&](auto done) {
      stream.async_handshake(host_header(), "/api/v1/stream", std::move(done));
    });
    while (!error && !stopping_) {
      beast::flat_buffer buffer;
      error = await(context, [&](auto done) { stream.async_read(buffer, std::move(done)); });
      if (!error) take(beast::buffers_to_string(buffer.data()));
    }
    if (error) return error.message();
    await(context, [&](auto done) {
      stream.async_close(websocket::close_code::going_away, std::move(done));
    });
    return {};
  }

  void take(const std::string& frame) {
    google::protobuf::util::JsonParseOptions lenient;
    lenient.ignore_unknown_fields = true;
    v1::StreamMessage message;
    if (!google::protobuf::util::JsonStringToMessage(frame, &message, lenient).ok()) return;
    on_message_(message);
    if (!message.has_snapshot()) return;
    const std::lock_guard lock(mutex_);
    has_snapshot_ = true;
    changed_.notify_all();
  }

  const ConsoleClientOptions options_;
  const OnMessage on_message_;
  std::string cookie_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // Guards has_snapshot_ and problem_.
  std::condition_variable changed_;
  bool has_snapshot_ = false;
  std::string problem_;
  std::thread thread_;
};

ConsoleClient::ConsoleClient(ConsoleClientOptions options, OnMessage on_message)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(on_message))) {}
ConsoleClient::ConsoleClient(ConsoleClientOptions options, OnAlarm on_alarm)
    : ConsoleClient(std::move(options),
                    OnMessage([told = std::move(on_alarm)](const v1::StreamMessage& message) {
                      for (const auto& alarm : message.snapshot().alarms()) told(alarm);
                      for (const auto& alarm : message.delta().alarms()) told(alarm);
                    })) {}
ConsoleClient::~ConsoleClient() = default;
void ConsoleClient::start() { impl_->start(); }
std::string ConsoleClient::get(const std::string& path) {
  return impl_->ask(http::verb::get, path, {});
}
std::string ConsoleClient::post(const std::string& path, const std::string& json) {
  return impl_->ask(http::verb::post, path, json);
}

}  // namespace varde::cli
