#include "tests/unit/api/http_client.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/json/parse.hpp>
#include <cctype>
#include <utility>

namespace varde::test {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;
using Error = beast::error_code;
using HttpAnswer = http::response<http::string_body>;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string host(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

Answer to_answer(const HttpAnswer& message) {
  Answer answer;
  answer.status = message.result_int();
  for (const auto& field : message) {
    answer.headers[lower(std::string(field.name_string()))] = std::string(field.value());
  }
  answer.body = message.body();
  return answer;
}

// A connection, plain or TLS, whose operations are waited for.
class Wire {
 public:
  Wire(std::uint16_t port, bool tls) : stream_(io_, context_), tls_(tls) {
    Error ignored;
    lowest().socket().connect({boost::asio::ip::make_address("127.0.0.1"), port}, ignored);
    if (tls_) {
      expire();
      stream_.async_handshake(ssl::stream_base::client, [](Error) {});
      run();
    }
  }

  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }
  beast::ssl_stream<beast::tcp_stream>& secure() { return stream_; }
  [[nodiscard]] bool tls() const { return tls_; }
  void expire() { lowest().expires_after(kPatience); }
  void run() {
    io_.restart();
    io_.run();
  }
  boost::asio::io_context& io() { return io_; }

  // Calls `use` with the stream to speak on, and waits.
  template <class Use>
  void with(Use use) {
    expire();
    if (tls_)
      use(stream_);
    else
      use(lowest());
    run();
  }

 private:
  boost::asio::io_context io_;
  ssl::context context_{ssl::context::tls_client};
  beast::ssl_stream<beast::tcp_stream> stream_;
  bool tls_;
};

}  // namespace

boost::json::object Answer::json() const { return boost::json::parse(body).as_object(); }

class HttpClient::Impl {
 public:
  Impl(std::uint16_t at, bool tls) : port(at), wire(at, tls) {}

  Answer read(bool head) {
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 * 1024 * 1024);
    parser.skip(head);
    Answer answer;
    wire.with([&](auto& stream) {
      http::async_read(stream, buffer, parser, [&](Error error, std::size_t) {
        if (!error) answer = to_answer(parser.get());
        ended = error && error != beast::error::timeout;
      });
    });
    return answer;
  }

  std::uint16_t port;
  bool ended = false;  // The end was read; Asio tells of it once.
  Wire wire;
  beast::flat_buffer buffer;
};

HttpClient::HttpClient(std::uint16_t port, bool tls) : impl_(std::make_unique<Impl>(port, tls)) {}
HttpClient::~HttpClient() = default;

Answer HttpClient::request(const std::string& method, const std::string& target,
                           const std::string& body, const Headers& headers) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(method);
  message.target(target);
  message.set(http::field::host, host(impl_->port));
  if (!body.empty()) message.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : headers) message.set(name, value);
  message.body() = body;
  message.prepare_payload();
  impl_->wire.with(
      [&](auto& stream) { http::async_write(stream, message, [](Error, std::size_t) {}); });
  return impl_->read(method == "HEAD");
}

Answer HttpClient::raw(const std::string& bytes) {
  impl_->wire.with([&](auto& stream) {
    boost::asio::async_write(stream, boost::asio::buffer(bytes), [](Error, std::size_t) {});
  });
  return impl_->read(false);
}

bool HttpClient::closed() {
  if (impl_->ended) return true;
  char byte = 0;
  impl_->wire.with([&](auto& stream) {
    stream.async_read_some(boost::asio::buffer(&byte, 1), [&](Error error, std::size_t) {
      impl_->ended = error && error != beast::error::timeout;
    });
  });
  return impl_->ended;
}

class StreamClient::Impl {
 public:
  virtual ~Impl() = default;
  virtual std::optional<boost::json::object> next(std::chrono::milliseconds patience) = 0;
  virtual void send(const std::string& text) = 0;
  virtual void cut() = 0;
  virtual void close() = 0;

  unsigned status = 0;
  unsigned close_code = 0;
};

namespace {

template <class Stream>
class StreamOf : public StreamClient::Impl {
 public:
  StreamOf(std::unique_ptr<Wire> wire, Stream stream, std::uint16_t port, const std::string& target,
           const Headers& headers)
      : wire_(std::move(wire)), socket_(std::move(stream)) {
    beast::get_lowest_layer(socket_).expires_never();
    socket_.set_option(websocket::stream_base::decorator([headers](websocket::request_type& out) {
      for (const auto& [name, value] : headers) out.set(name, value);
    }));
    socket_.read_message_max(64 * 1024 * 1024);
    websocket::response_type answer;
    socket_.async_handshake(answer, host(port), target, [](Error) {});
    wire_->io().restart();
    wire_->io().run_for(kPatience);
    status = answer.result_int();
  }

  std::optional<boost::json::object> next(std::chrono::milliseconds patience) override {
    if (!reading_) {
      reading_ = true;
      done_ = false;
      buffer_.clear();
      socket_.async_read(buffer_, [this](Error error, std::size_t) {
        reading_ = false;
        done_ = true;
        error_ = error;
      });
    }
    const auto end = std::chrono::steady_clock::now() + patience;
    wire_->io().restart();
    while (!done_ && wire_->io().run_one_until(end) > 0) {
    }
    if (!done_) return std::nullopt;
    if (error_) {
      close_code = socket_.reason().code;
      return std::nullopt;
    }
    return boost::json::parse(beast::buffers_to_string(buffer_.data())).as_object();
  }

  void send(const std::string& text) override {
    bool sent = false;
    socket_.async_write(boost::asio::buffer(text), [&](Error, std::size_t) { sent = true; });
    run_until(sent);
  }

  void cut() override { beast::get_lowest_layer(socket_).close(); }

  void close() override {
    bool closed = false;
    socket_.async_close(websocket::close_code::normal, [&](Error) { closed = true; });
    run_until(closed);
  }

 private:
  void run_until(const bool& done) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    wire_->io().restart();
    while (!done && wire_->io().run_one_until(end) > 0) {
    }
  }

  std::unique_ptr<Wire> wire_;
  websocket::stream<Stream> socket_;
  beast::flat_buffer buffer_;
  bool reading_ = false;
  bool done_ = false;
  Error error_;
};

std::unique_ptr<StreamClient::Impl> make_stream(std::uint16_t port, const std::string& target,
                                                const Headers& headers, bool tls) {
  auto wire = std::make_unique<Wire>(port, tls);
  if (tls) {
    auto stream = std::move(wire->secure());
    return std::make_unique<StreamOf<beast::ssl_stream<beast::tcp_stream>>>(
        std::move(wire), std::move(stream), port, target, headers);
  }
  beast::tcp_stream stream(wire->lowest().release_socket());
  return std::make_unique<StreamOf<beast::tcp_stream>>(std::move(wire), std::move(stream), port,
                                                       target, headers);
}

}  // namespace

StreamClient::StreamClient(std::uint16_t port, const std::string& target, const Headers& headers,
                           bool tls)
    : impl_(make_stream(port, target, headers, tls)) {}
StreamClient::~StreamClient() = default;

unsigned StreamClient::status() const { return impl_->status; }

std::optional<boost::json::object> StreamClient::next(std::chrono::milliseconds patience) {
  return impl_->next(patience);
}

std::optional<boost::json::object> StreamClient::news(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return std::nullopt;
    auto frame = next(left);
    if (!frame || !frame->contains("heartbeat")) return frame;
  }
}

void StreamClient::send(const std::string& text) { impl_->send(text); }
unsigned StreamClient::close_code() const { return impl_->close_code; }
void StreamClient::cut() { impl_->cut(); }
void StreamClient::close() { impl_->close(); }

}  // namespace varde::test
