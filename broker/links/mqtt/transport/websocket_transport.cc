#include <algorithm>
#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/buffers_prefix.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket.hpp>
#include <optional>
#include <utility>

#include "broker/base/assert.h"
#include "broker/links/mqtt/transport/channel.h"
#include "broker/links/mqtt/transport/transport_handle.h"
#include "broker/links/mqtt/transport/websocket_upgrade.h"

namespace varde::links::mqtt {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using Error = boost::system::error_code;

constexpr std::size_t kReadBytes = 4 * 1024;    // Kept by each connection.
constexpr std::size_t kWriteBytes = 16 * 1024;  // Copied at a time, while they are written.

// Beast's stream of bytes, made of the transport below. So WebSocket is compiled once for TCP and
// TLS, and neither keeps buffers of its own for it. Beast reads one and writes one at a time.
class Carrier {
 public:
  using executor_type = asio::any_io_executor;

  // `early`: bytes that came with the request.
  Carrier(executor_type executor, std::shared_ptr<Transport> below, std::string early)
      : executor_(std::move(executor)), below_(std::move(below)), kept_(std::move(early)) {}

  [[nodiscard]] executor_type get_executor() const { return executor_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(Error, std::size_t)>(
        [this](auto&& handler, const Buffers& into) {
          this->start_read(into, std::forward<decltype(handler)>(handler));
        },
        token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(Error, std::size_t)>(
        [this](auto&& handler, const Buffers& from) {
          this->start_write(from, std::forward<decltype(handler)>(handler));
        },
        token, buffers);
  }

  void close() { below_->close(); }

 private:
  // Beast's operations can be moved only, so `std::function` does not hold them.
  struct Reading {
    virtual ~Reading() = default;
    virtual std::size_t take(std::string_view bytes) = 0;  // How many there was room for.
    virtual void end(Error error, std::size_t bytes) = 0;
  };
  template <class Buffers, class Handler>
  struct ReadingInto final : Reading {
    ReadingInto(const Buffers& buffers, Handler handler)
        : into(buffers), done(std::move(handler)) {}
    std::size_t take(std::string_view bytes) override {
      return asio::buffer_copy(into, asio::buffer(bytes));
    }
    void end(Error error, std::size_t bytes) override { done(error, bytes); }
    Buffers into;
    Handler done;
  };
  struct Writing {
    virtual ~Writing() = default;
    virtual void end(Error error, std::size_t bytes) = 0;
  };
  template <class Handler>
  struct WritingFor final : Writing {
    explicit WritingFor(Handler handler) : done(std::move(handler)) {}
    void end(Error error, std::size_t bytes) override { done(error, bytes); }
    Handler done;
  };

  template <class Buffers, class Handler>
  void start_read(const Buffers& into, Handler handler) {
    if (!kept_.empty()) {
      const std::size_t bytes = asio::buffer_copy(into, asio::buffer(kept_));
      kept_.erase(0, bytes);
      if (kept_.empty()) kept_ = std::string();  // It may idle from now on.
      return asio::post(executor_, beast::bind_front_handler(std::move(handler), Error(), bytes));
    }
    reading_ = std::make_unique<ReadingInto<Buffers, Handler>>(into, std::move(handler));
    below_->read([this](Error error, std::string_view bytes) {
      const auto reading = std::move(reading_);
      const std::size_t taken = reading->take(bytes);
      kept_.assign(bytes.substr(taken));
      reading->end(error, taken);  // After this there may be no carrier any more.
    });
  }

  template <class Buffers, class Handler>
  void start_write(const Buffers& from, Handler handler) {
    leaving_.resize(std::min(beast::buffer_bytes(from), kWriteBytes));
    asio::buffer_copy(asio::buffer(leaving_), from);
    writing_ = std::make_unique<WritingFor<Handler>>(std::move(handler));
    below_->write(leaving_, [this](Error error) {
      const auto writing = std::move(writing_);
      const std::size_t bytes = leaving_.size();
      leaving_ = std::string();
      writing->end(error, error ? 0 : bytes);
    });
  }

  const executor_type executor_;
  const std::shared_ptr<Transport> below_;  // Closed before this goes, so that it calls nobody.
  std::string kept_;                        // Read, and not asked for yet.
  std::string leaving_;
  std::unique_ptr<Reading> reading_;
  std::unique_ptr<Writing> writing_;
};

// How Beast ends what is below it; it finds these by their names.
void beast_close_socket(Carrier& carrier) { carrier.close(); }

template <class Handler>
void async_teardown(beast::role_type /*role*/, Carrier& carrier, Handler&& handler) {
  carrier.close();
  asio::post(carrier.get_executor(),
             beast::bind_front_handler(std::forward<Handler>(handler), Error()));
}

using Head = http::request_parser<http::empty_body>;

// All values of a field as one list.
std::string list_of(const http::fields& fields, http::field name) {
  std::string list;
  const auto [first, last] = fields.equal_range(name);
  for (auto field = first; field != last; ++field) {
    list.append(",").append(field->value().data(), field->value().size());
  }
  return list;
}

// The value of a field that stands once; empty otherwise.
std::string_view only(const http::fields& fields, http::field name) {
  if (fields.count(name) != 1) return {};
  const auto value = fields[name];
  return {value.data(), value.size()};
}

// All but its subprotocols.
UpgradeRequest request_in(const Head& head) {
  const auto& message = head.get();
  UpgradeRequest request;
  request.target = {message.target().data(), message.target().size()};
  request.host = only(message, http::field::host);
  request.origin = only(message, http::field::origin);
  // A browser's request does not pass for another's by saying it twice, or by saying nothing.
  if (request.origin.empty() && message.count(http::field::origin) != 0) request.origin = "null";
  request.version = only(message, http::field::sec_websocket_version);
  request.upgrade = websocket::is_upgrade(message);
  request.body = head.chunked() || head.content_length().value_or(0) != 0;
  return request;
}

class WebSocketTransport : public std::enable_shared_from_this<WebSocketTransport> {
  using Self = WebSocketTransport;

  // `step` as a handler; not called once this is over.
  template <class Step>
  auto mine(Step step) {
    return [weak = weak_from_this(), step](auto... answer) {
      const auto self = weak.lock();
      if (self != nullptr && !self->over_) step(*self, answer...);
    };
  }

 public:
  WebSocketTransport(asio::any_io_executor executor, std::shared_ptr<Transport> below,
                     std::size_t largest_frame, std::string path, bool loopback)
      : executor_(std::move(executor)),
        below_(std::move(below)),
        largest_frame_(largest_frame),
        path_(std::move(path)),
        loopback_(loopback) {}

  void open(Transport::Opened done) {
    if (over_) return;
    VARDE_ASSERT(!opened_);
    opened_ = std::move(done);
    below_->open(mine([](Self& self, Error error) {
      if (error) return self.report_opened(error);
      self.read_head();
    }));
  }

  void read(Transport::Arrived done) {
    if (over_) return;
    VARDE_ASSERT(socket_ && !arrived_);
    arrived_ = std::move(done);
    read_frame();
  }

  void write(std::string_view bytes, Transport::Written done) {
    if (over_) return;
    VARDE_ASSERT(socket_ && !written_);
    written_ = std::move(done);
    socket_->async_write(asio::buffer(bytes), mine([](Self& self, Error error, std::size_t) {
                           std::exchange(self.written_, nullptr)(error);
                         }));
  }

  void close() { end(websocket::close_code::normal); }

  void cut() {
    if (std::exchange(over_, true)) return;
    const auto opened = std::exchange(opened_, nullptr);
    const auto arrived = std::exchange(arrived_, nullptr);
    const auto written = std::exchange(written_, nullptr);
    below_->close();
  }

  [[nodiscard]] std::string certificate_name() const { return below_->certificate_name(); }

 private:
  void report_opened(Error error) {
    const auto done = std::exchange(opened_, nullptr);
    if (error) cut();
    done(error);
  }

  void read_head() {
    below_->read(mine([](Self& self, Error error, std::string_view bytes) {
      if (error) return self.report_opened(error);
      self.take_head(bytes);
    }));
  }

  void take_head(std::string_view bytes) {
    constexpr std::string_view kEnd = "\r\n\r\n";
    const std::size_t searched = head_.size() - std::min(head_.size(), kEnd.size() - 1);
    head_ += bytes;
    // What begins with no letter is no HTTP, and may never send the end of a head.
    if (head_.front() < 'A' || head_.front() > 'Z') return refuse({400, "This is not HTTP."});
    const std::size_t end = head_.find(kEnd, searched);
    if (std::min(end, head_.size()) > kLargestHead - kEnd.size()) {
      return refuse({431, "The head of the request is too large."});
    }
    if (end == std::string::npos) return read_head();
    const std::string early = head_.substr(end + kEnd.size());
    head_.resize(end + kEnd.size());
    judge(early);
  }

  void judge(const std::string& early) {
    Head head;
    head.header_limit(kLargestHead);
    Error error;
    head.put(asio::buffer(head_), error);
    head_ = std::string();
    if (error || !head.is_header_done()) return refuse({400, "The request is not HTTP/1.1."});
    const std::string subprotocols = list_of(head.get(), http::field::sec_websocket_protocol);
    UpgradeRequest request = request_in(head);
    request.subprotocols = subprotocols;
    if (const auto refusal = refusal_of(request, path_, loopback_)) return refuse(*refusal);
    accept(head.get(), early);
  }

  void refuse(const Refusal& refusal) {
    head_ = answer_of(refusal);
    below_->write(head_, mine([](Self& self, Error) {
                    self.report_opened(
                        boost::system::errc::make_error_code(boost::system::errc::protocol_error));
                  }));
  }

  void accept(const http::request<http::empty_body>& request, const std::string& early) {
    socket_.emplace(executor_, below_, early);
    socket_->set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(http::field::sec_websocket_protocol, "mqtt");  // [MQTT-6.0.0-4]
      response.set(http::field::server, "Varde");
    }));
    socket_->read_message_max(largest_frame_);
    socket_->auto_fragment(false);
    socket_->binary(true);
    socket_->async_accept(request,
                          mine([](Self& self, Error error) { self.report_opened(error); }));
  }

  void read_frame() {
    socket_->async_read_some(
        asio::buffer(bytes_),
        mine([](Self& self, Error error, std::size_t bytes) { self.frame_read(error, bytes); }));
  }

  void frame_read(Error error, std::size_t bytes) {
    // [MQTT-6.0.0-1]
    const bool text = !error && socket_->got_text();
    if (!error && !text && bytes == 0) return read_frame();  // An empty frame says nothing.
    const auto done = std::exchange(arrived_, nullptr);
    if (text) {
      error = boost::system::errc::make_error_code(boost::system::errc::protocol_error);
      end(websocket::close_code::unknown_data);
    }
    if (error == websocket::error::closed) error = asio::error::eof;
    done(error, {bytes_.data(), error ? 0 : bytes});
  }

  // The close frame goes out before this returns, unless a write that waits is in its way.
  void end(websocket::close_code code) {
    if (over_) return;
    if (socket_ && socket_->is_open()) socket_->async_close(code, [](Error) {});
    cut();
  }

  const asio::any_io_executor executor_;
  const std::shared_ptr<Transport> below_;
  const std::size_t largest_frame_;
  const std::string path_;
  const bool loopback_;
  std::optional<websocket::stream<Carrier, false>> socket_;  // From a good request on.
  Transport::Opened opened_;
  Transport::Arrived arrived_;
  Transport::Written written_;
  std::string head_;  // Of the request; then the answer that refuses it.
  std::array<char, kReadBytes> bytes_{};
  bool over_ = false;  // Nobody is called any more.
};

// True if `socket` was reached over this machine's own interface.
bool is_loopback(const asio::ip::tcp::socket& socket) {
  Error error;
  auto address = socket.local_endpoint(error).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address.is_loopback();
}

}  // namespace

std::unique_ptr<Transport> make_websocket_transport(asio::ip::tcp::socket socket,
                                                    asio::ssl::context* tls,
                                                    std::size_t largest_frame, std::string path) {
  asio::any_io_executor executor = socket.get_executor();
  const bool loopback = is_loopback(socket);
  std::shared_ptr<Transport> below =
      tls != nullptr ? make_tls_transport(std::move(socket), *tls)
                     : make_channel_transport(make_tcp_channel(std::move(socket)), nullptr);
  return std::make_unique<TransportHandle<WebSocketTransport>>(std::make_shared<WebSocketTransport>(
      std::move(executor), std::move(below), largest_frame, std::move(path), loopback));
}

}  // namespace varde::links::mqtt
