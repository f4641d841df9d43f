#include "broker/links/mqtt/connection.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "broker/links/mqtt/codec/encoder.h"

namespace varde::links::mqtt {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

// How long a client has to take the last words.
constexpr auto kGoodbyeTime = 5s;

// At most so much is written at a time: a client on a thin line that takes it is not one that takes
// nothing.
constexpr std::size_t kWriteBytes = 64 * 1024;

// A buffer that grew beyond this in a burst is given back.
constexpr std::size_t kIdleBufferBytes = 4 * 1024;

void give_back(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kIdleBufferBytes) std::string().swap(buffer);
}

DecoderLimits decoder_limits(const ListenerLimits& limits) {
  return {limits.connect_packet_bytes, limits.user_properties, limits.subscriptions};
}

}  // namespace

Connection::Connection(Hub& hub, std::unique_ptr<Transport> transport, std::function<void()> gone)
    : hub_(hub),
      transport_(std::move(transport)),
      gone_(std::move(gone)),
      decoder_(decoder_limits(hub.options.limits)),
      since_(std::chrono::steady_clock::now()),
      wrote_at_(since_) {}

void Connection::start() {
  transport_->open([weak = weak_from_this()](error_code error) {
    if (const auto self = weak.lock()) self->opened(error);
  });
}

void Connection::opened(const error_code& error) {
  if (error) return close("the handshake failed");
  protocol_ = std::make_shared<ClientProtocol>(hub_, *this, transport_->certificate_name(), since_);
  read();
}

void Connection::read() {
  if (reading_ || closed_ || ending_) return;
  reading_ = true;
  transport_->read([weak = weak_from_this()](error_code error, std::string_view bytes) {
    if (const auto self = weak.lock()) self->arrived(error, bytes);
  });
}

void Connection::arrived(const error_code& error, std::string_view bytes) {
  reading_ = false;
  if (closed_ || ending_) return;
  if (error) {
    return close(error == boost::asio::error::eof ? "the client closed without a goodbye"
                                                  : "the connection broke");
  }
  // The first packet has its time from the first byte on, however slowly it comes.
  if (connected()) protocol_->heard(std::chrono::steady_clock::now());
  take(bytes);
}

void Connection::take(std::string_view bytes) {
  while (protocol_->ready() && !ending_ && !closed_) {
    auto packet = decoder_.next(bytes);
    if (packet.has_error()) return protocol_->handle(packet.error(), decoder_.version());
    if (!*packet) return read();
    const bool was_connected = connected();
    protocol_->handle(**std::move(packet));
    if (was_connected) continue;
    decoder_.set_largest_packet(hub_.options.limits.packet_bytes);
    protocol_->heard(std::chrono::steady_clock::now());
  }
  if (!ending_ && !closed_) unread_.assign(bytes);
}

void Connection::resume() {
  if (reading_ || closed_) return;
  if (std::exchange(resuming_, true)) return;
  boost::asio::post(*hub_.io, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->go_on();
  });
}

void Connection::go_on() {
  resuming_ = false;
  if (reading_ || closed_ || ending_ || !protocol_->ready()) return;
  std::string bytes;
  bytes.swap(unread_);
  take(bytes);
}

void Connection::send(const Packet& packet, Version version) {
  if (closed_) return;
  start_clock();
  encode(packet, version, out_);
  will_flush();
}

void Connection::send(const Publish& packet, Version version) {
  if (closed_) return;
  start_clock();
  encode(packet, version, out_);
  will_flush();
}

void Connection::send(const Ack& packet, Version version) {
  if (closed_) return;
  start_clock();
  encode(packet, version, out_);
  will_flush();
}

// From the first byte that waits the client has its time to take it.
void Connection::start_clock() {
  if (backlog() == 0) wrote_at_ = std::chrono::steady_clock::now();
}

// All packets of one turn leave in one write.
void Connection::will_flush() {
  if (!writing_.empty() || std::exchange(flushing_, true)) return;
  boost::asio::post(*hub_.io, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->flush();
  });
}

void Connection::flush() {
  flushing_ = false;
  if (closed_ || !writing_.empty() || out_.empty()) return;
  writing_.swap(out_);
  taken_ = 0;
  write_on();
}

void Connection::write_on() {
  const auto bytes = std::string_view(writing_).substr(taken_, kWriteBytes);
  transport_->write(bytes, [weak = weak_from_this(), size = bytes.size()](error_code error) {
    if (const auto self = weak.lock()) self->written(error, size);
  });
}

void Connection::written(const error_code& error, std::size_t bytes) {
  if (closed_) return;
  if (error) return close("the connection broke");
  wrote_at_ = std::chrono::steady_clock::now();
  taken_ += bytes;
  if (taken_ < writing_.size()) return write_on();
  taken_ = 0;
  give_back(writing_);
  if (!out_.empty()) return flush();
  if (ending_) return close("ended");
  give_back(out_);
  protocol_->drained();
  resume();
}

void Connection::end() {
  if (std::exchange(ending_, true) || closed_) return;
  since_ = std::chrono::steady_clock::now();
  if (backlog() > 0) return;  // `written` closes.
  boost::asio::post(*hub_.io, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && self->backlog() == 0) self->close("ended");
  });
}

void Connection::shut_down() {
  if (closed_) return;
  if (protocol_) protocol_->end(Reason::ServerShuttingDown, "the broker stops");
  flush();
  close("the broker stops");
}

void Connection::look(SteadyTime now) {
  if (closed_) return;
  if (ending_) {
    if (now - since_ > kGoodbyeTime) close("ended");
    return;
  }
  if (!protocol_) {
    if (now - since_ > hub_.options.limits.connect_time) close("no handshake in time");
    return;
  }
  if (backlog() > 0 && now - wrote_at_ > hub_.options.limits.slowest_reader)
    return close("the client reads nothing");
  protocol_->check_time(now);
}

void Connection::close(std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  if (protocol_) protocol_->closed(reason);
  transport_->close();
  if (auto gone = std::exchange(gone_, {})) gone();
}

}  // namespace varde::links::mqtt
