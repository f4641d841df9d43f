#include "broker/api/websocket_session.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <optional>
#include <utility>

#include "broker/api/security_headers.h"

namespace varde::api {
namespace {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using Error = beast::error_code;

// What waits in the kernel for a client that reads slowly is old news to it: better little of it,
// and the newest state when it reads on.
constexpr int kSendBufferBytes = 64 * 1024;

template <class Stream>
class WebSocketSession : public std::enable_shared_from_this<WebSocketSession<Stream>>,
                         public StreamSink {
 public:
  WebSocketSession(Stream stream, StreamRequest request, StreamHub& hub, const ServerLimits& limits,
                   std::unique_ptr<Connections::Ticket> ticket)
      : socket_(std::move(stream)),
        request_(std::move(request)),
        hub_(hub),
        limits_(limits),
        ticket_(std::move(ticket)) {}

  void start(const UpgradeRequest& upgrade) {
    ticket_->on_close([self = this->weak_from_this()] {
      if (const auto alive = self.lock()) alive->cut();
    });
    auto& transport = beast::get_lowest_layer(socket_);
    transport.expires_never();  // The WebSocket keeps time from here on.
    Error ignored;
    transport.socket().set_option(boost::asio::socket_base::send_buffer_size(kSendBufferBytes),
                                  ignored);
    transport.socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    // Half the time passes before the ping, half of it waiting for the pong.
    socket_.set_option(
        websocket::stream_base::timeout{limits_.request_time, limits_.stream_silence, true});
    socket_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      for (const auto& [name, value] : security_headers(is_tls<Stream>())) {
        response.set(name, value);
      }
    }));
    socket_.write_buffer_bytes(kSendBufferBytes);  // Frames of a long message are as large.
    socket_.text(true);
    socket_.async_accept(
        upgrade, beast::bind_front_handler(&WebSocketSession::accepted, this->shared_from_this()));
  }

  void send(std::shared_ptr<const std::string> frame) override {
    frame_ = std::move(frame);
    socket_.async_write(
        boost::asio::buffer(*frame_),
        beast::bind_front_handler(&WebSocketSession::written, this->shared_from_this()));
  }

  void close(StreamEnd why) override {
    // A log-in that is over: policy. The client must not come back by itself with the same one.
    end(why == StreamEnd::LogInOver ? websocket::close_code::policy_error
                                    : websocket::close_code::going_away);
  }

 private:
  void accepted(Error error) {
    if (error || cut_) return;
    client_ = hub_.open(request_, *this);
    if (!client_) return end(websocket::close_code::try_again_later);
    read();
  }

  // A pending read is what pings, pongs and the end of the connection are seen by.
  void read() {
    socket_.async_read_some(
        boost::asio::buffer(unwanted_),
        beast::bind_front_handler(&WebSocketSession::was_read, this->shared_from_this()));
  }

  void was_read(Error error, std::size_t) {
    if (error) return leave();
    end(websocket::close_code::policy_error);  // The client has nothing to say.
  }

  void written(Error error, std::size_t) {
    frame_.reset();
    if (error) return leave();
    if (client_) hub_.sent(*client_);
  }

  void end(websocket::close_code code) {
    leave();
    if (std::exchange(closing_, true)) return;
    socket_.async_close(code, [self = this->shared_from_this()](Error) { self->cut(); });
  }

  void cut() {
    cut_ = true;
    leave();
    beast::get_lowest_layer(socket_).close();
  }

  void leave() {
    if (const auto client = std::exchange(client_, std::nullopt)) hub_.closed(*client);
  }

  websocket::stream<Stream> socket_;
  const StreamRequest request_;
  StreamHub& hub_;
  const ServerLimits& limits_;
  const std::unique_ptr<Connections::Ticket> ticket_;
  std::optional<StreamHub::Client> client_;
  std::shared_ptr<const std::string> frame_;  // On its way.
  std::array<char, 128> unwanted_{};
  bool closing_ = false;
  bool cut_ = false;  // The hub may be gone.
};

}  // namespace

template <class Stream>
void start_stream(Stream stream, const UpgradeRequest& upgrade, StreamRequest request,
                  StreamHub& hub, const ServerLimits& limits,
                  std::unique_ptr<Connections::Ticket> ticket) {
  std::make_shared<WebSocketSession<Stream>>(std::move(stream), std::move(request), hub, limits,
                                             std::move(ticket))
      ->start(upgrade);
}

template void start_stream(PlainStream, const UpgradeRequest&, StreamRequest, StreamHub&,
                           const ServerLimits&, std::unique_ptr<Connections::Ticket>);
template void start_stream(TlsStream, const UpgradeRequest&, StreamRequest, StreamHub&,
                           const ServerLimits&, std::unique_ptr<Connections::Ticket>);

}  // namespace varde::api
