#include "tests/support/http_receiver.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cctype>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace varde::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using Error = boost::system::error_code;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

ReceivedRequest noted(const Request& request) {
  ReceivedRequest out{
      std::string(request.method_string()), std::string(request.target()), {}, request.body()};
  for (const auto& field : request) {
    out.headers[lower(std::string(field.name_string()))] = std::string(field.value());
  }
  return out;
}

using Answerer = std::function<ScriptedReply(const ReceivedRequest&)>;

// One connection, request after request, until the other side ends it.
template <class Stream>
class Session : public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(Stream stream, Answerer answer)
      : stream_(std::move(stream)), answer_(std::move(answer)) {}

  void begin() {
    if constexpr (std::is_same_v<Stream, tcp::socket>) {
      read();
    } else {
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](Error error) {
                                if (!error) self->read();
                              });
    }
  }

 private:
  void read() {
    request_ = {};
    http::async_read(stream_, buffer_, request_,
                     [self = this->shared_from_this()](Error error, std::size_t) {
                       if (!error) self->reply();
                     });
  }

  void reply() {
    const ScriptedReply scripted = answer_(noted(request_));
    if (scripted.never) return hang();
    response_ = Response(static_cast<http::status>(scripted.status), request_.version());
    if (!scripted.location.empty()) response_.set(http::field::location, scripted.location);
    response_.body() = scripted.body;
    response_.keep_alive(request_.keep_alive());
    response_.prepare_payload();
    http::async_write(stream_, response_,
                      [self = this->shared_from_this()](Error error, std::size_t) {
                        if (!error && self->response_.keep_alive()) self->read();
                      });
  }

  // Reads on, so that the connection lives until the other side gives up.
  void hang() {
    request_ = {};
    http::async_read(stream_, buffer_, request_,
                     [self = this->shared_from_this()](Error, std::size_t) {});
  }

  Stream stream_;
  Answerer answer_;
  boost::beast::flat_buffer buffer_;
  Request request_;
  Response response_;
};

}  // namespace

class HttpReceiver::Impl {
 public:
  Impl(ReplyScript script, std::uint16_t port, const ServerCertificate& certificate)
      : script_(std::move(script)),
        acceptor_(io_, {asio::ip::address_v4::loopback(), port}, true),
        port_(acceptor_.local_endpoint().port()) {
    if (!certificate.certificate_file.empty()) {
      tls_.emplace(asio::ssl::context::tls_server);
      tls_->use_certificate_chain_file(certificate.certificate_file);
      tls_->use_private_key_file(certificate.key_file, asio::ssl::context::pem);
    }
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Impl() {
    io_.stop();
    thread_.join();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool tls() const { return tls_.has_value(); }

  [[nodiscard]] std::vector<ReceivedRequest> received() const {
    const std::scoped_lock lock(mutex_);
    return received_;
  }

 private:
  void accept() {
    acceptor_.async_accept([this](Error error, tcp::socket socket) {
      if (error) return;
      const Answerer answer = [this](const ReceivedRequest& request) { return note(request); };
      if (tls_) {
        using Tls = boost::beast::ssl_stream<tcp::socket>;
        std::make_shared<Session<Tls>>(Tls(std::move(socket), *tls_), answer)->begin();
      } else {
        std::make_shared<Session<tcp::socket>>(std::move(socket), answer)->begin();
      }
      accept();
    });
  }

  ScriptedReply note(const ReceivedRequest& request) {
    std::size_t before = 0;
    {
      const std::scoped_lock lock(mutex_);
      before = received_.size();
      received_.push_back(request);
    }
    return script_ ? script_(request, before) : ScriptedReply{};
  }

  const ReplyScript script_;
  mutable std::mutex mutex_;  // Guards received_.
  std::vector<ReceivedRequest> received_;
  std::optional<asio::ssl::context> tls_;
  asio::io_context io_{1};  // After what its sessions touch.
  tcp::acceptor acceptor_;
  const std::uint16_t port_;
  std::thread thread_;
};

HttpReceiver::HttpReceiver(ReplyScript script, std::uint16_t port,
                           const ServerCertificate& certificate)
    : impl_(std::make_unique<Impl>(std::move(script), port, certificate)) {}
HttpReceiver::~HttpReceiver() = default;
std::uint16_t HttpReceiver::port() const { return impl_->port(); }
std::string HttpReceiver::url(const std::string& path) const {
  const std::string host = impl_->tls() ? "https://localhost:" : "http://127.0.0.1:";
  return host + std::to_string(port()) + path;
}
std::vector<ReceivedRequest> HttpReceiver::received() const { return impl_->received(); }

}  // namespace varde::test
