#include "broker/api/http_session.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <optional>
#include <utility>

#include "broker/api/problem.h"
#include "broker/api/security_headers.h"
#include "broker/api/websocket_session.h"

namespace varde::api {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using Error = beast::error_code;

// Of what a refused peer still sends, so much is read before the connection is closed: closed with
// data unread, TCP would take the answer away from it.
constexpr std::size_t kLingerBytes = 1024 * 1024;
constexpr auto kLingerTime = std::chrono::seconds(2);

std::string text_of(const UpgradeRequest& request, http::field field) {
  const auto value = request[field];
  return {value.data(), value.size()};
}

Request to_request(const UpgradeRequest& message, const std::string& peer) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.body = message.body();
  request.content_type = text_of(message, http::field::content_type);
  request.origin = text_of(message, http::field::origin);
  request.host = text_of(message, http::field::host);
  request.cookie = text_of(message, http::field::cookie);
  request.authorization = text_of(message, http::field::authorization);
  request.if_none_match = text_of(message, http::field::if_none_match);
  if (const auto key = message.find("Idempotency-Key"); key != message.end()) {
    request.idempotency_key = std::string(key->value());
  }
  request.forwarded = message.count(http::field::forwarded) + message.count("X-Forwarded-For") != 0;
  request.peer = peer;
  request.loopback = boost::asio::ip::make_address(peer).is_loopback();
  return request;
}

// The answer to a request that could not be read; none where there is nobody to answer.
std::optional<Response> answer_to(Error error) {
  if (error == http::error::end_of_stream || error == http::error::partial_message) {
    return std::nullopt;
  }
  if (error == http::error::header_limit) return problem(431, "The header is too long.");
  if (error == http::error::body_limit) return problem(413, "The body is too long.");
  static const auto& kHttp = http::make_error_code(http::error::bad_version).category();
  if (error.category() == kHttp) return problem(400, "The request is not HTTP/1.1.");
  return std::nullopt;
}

template <class Stream>
class HttpSession : public std::enable_shared_from_this<HttpSession<Stream>> {
 public:
  HttpSession(const Endpoint& endpoint, Stream stream, std::unique_ptr<Connections::Ticket> ticket)
      : endpoint_(endpoint), stream_(std::move(stream)), ticket_(std::move(ticket)) {}

  void start() {
    ticket_->on_close([self = this->weak_from_this()] {
      if (const auto alive = self.lock()) alive->cut();
    });
    if constexpr (is_tls<Stream>()) {
      transport().expires_after(endpoint_.limits.request_time);
      stream_.async_handshake(boost::asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](Error error) {
                                if (!error && !self->cut_) self->wait();
                              });
    } else {
      wait();
    }
  }

 private:
  // A connection may idle between requests; once a request has begun, it has to come.
  void wait() {
    if (buffer_.size() > 0) return read_header();
    transport().expires_after(endpoint_.limits.idle_time);
    stream_.async_read_some(buffer_.prepare(endpoint_.limits.header_bytes),
                            [self = this->shared_from_this()](Error error, std::size_t bytes) {
                              if (error || self->cut_) return;
                              self->buffer_.commit(bytes);
                              self->read_header();
                            });
  }

  void read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(endpoint_.limits.header_bytes));
    parser_->body_limit(endpoint_.limits.body_bytes);
    transport().expires_after(endpoint_.limits.request_time);
    http::async_read_header(
        stream_, buffer_, *parser_,
        beast::bind_front_handler(&HttpSession::header_read, this->shared_from_this()));
  }

  void header_read(Error error, std::size_t) {
    if (cut_) return;
    if (error) return refuse(answer_to(error));
    // A length that is told can be judged before the body is read.
    if (parser_->chunked()) return refuse(problem(411, "Send the body with a Content-Length."));
    if (beast::websocket::is_upgrade(parser_->get())) return upgrade();
    http::async_read(stream_, buffer_, *parser_,
                     beast::bind_front_handler(&HttpSession::body_read, this->shared_from_this()));
  }

  void body_read(Error error, std::size_t) {
    if (cut_) return;
    if (error) return refuse(answer_to(error));
    const UpgradeRequest message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_ = message.method() == http::verb::head;
    transport().expires_never();
    endpoint_.api.handle(to_request(message, ticket_->address()),
                         [self = this->shared_from_this()](Response response) {
                           self->answer(std::move(response));
                         });
  }

  void upgrade() {
    const UpgradeRequest message = parser_->release();
    auto stream = endpoint_.api.open_stream(to_request(message, ticket_->address()));
    if (auto* refused = std::get_if<Response>(&stream)) return refuse(std::move(*refused));
    start_stream(std::move(stream_), message, std::get<StreamRequest>(std::move(stream)),
                 endpoint_.hub, endpoint_.limits, std::move(ticket_));
  }

  void refuse(std::optional<Response> response) {
    if (!response) return;
    keep_alive_ = false;
    answer(*std::move(response));
  }

  void answer(Response response) {
    if (cut_) return;
    response_ = std::move(response);
    const std::string_view bytes = response_.bytes();
    message_ = {};
    message_.version(11);
    message_.result(response_.status);
    message_.reason(std::string(reason_of(response_.status)));
    for (const auto& [name, value] : security_headers(is_tls<Stream>())) message_.set(name, value);
    message_.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : response_.headers) message_.set(name, value);
    if (!response_.content_type.empty()) {
      message_.set(http::field::content_type, response_.content_type);
    }
    message_.keep_alive(keep_alive_);
    const bool bodiless = response_.status == 204 || response_.status == 304;
    if (!bodiless) message_.content_length(bytes.size());
    if (!bodiless && !head_) message_.body() = {bytes.data(), bytes.size()};
    transport().expires_after(endpoint_.limits.answer_time);
    http::async_write(stream_, message_,
                      beast::bind_front_handler(&HttpSession::answered, this->shared_from_this()));
  }

  void answered(Error error, std::size_t) {
    if (error || cut_) return;
    response_ = {};
    if (keep_alive_) return wait();
    if constexpr (is_tls<Stream>()) {
      transport().expires_after(kLingerTime);
      stream_.async_shutdown([self = this->shared_from_this()](Error) { self->linger(); });
    } else {
      linger();
    }
  }

  void linger() {
    Error ignored;
    transport().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    transport().expires_after(kLingerTime);
    discard();
  }

  void discard() {
    transport().async_read_some(boost::asio::buffer(discarded_),
                                [self = this->shared_from_this()](Error error, std::size_t bytes) {
                                  self->lingered_ += bytes;
                                  if (!error && self->lingered_ < kLingerBytes) self->discard();
                                });
  }

  void cut() {
    cut_ = true;
    transport().close();
  }

  beast::tcp_stream& transport() { return beast::get_lowest_layer(stream_); }

  const Endpoint& endpoint_;  // Not to be touched once cut_.
  Stream stream_;
  std::unique_ptr<Connections::Ticket> ticket_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  Response response_;
  http::response<http::span_body<const char>> message_;
  std::array<char, 4096> discarded_{};
  std::size_t lingered_ = 0;
  bool keep_alive_ = false;
  bool head_ = false;
  bool cut_ = false;
};

}  // namespace

void start_http(const Endpoint& endpoint, boost::asio::ip::tcp::socket socket,
                std::unique_ptr<Connections::Ticket> ticket) {
  if (endpoint.tls == nullptr) {
    std::make_shared<HttpSession<PlainStream>>(endpoint, PlainStream(std::move(socket)),
                                               std::move(ticket))
        ->start();
  } else {
    std::make_shared<HttpSession<TlsStream>>(endpoint, TlsStream(std::move(socket), *endpoint.tls),
                                             std::move(ticket))
        ->start();
  }
}

}  // namespace varde::api
