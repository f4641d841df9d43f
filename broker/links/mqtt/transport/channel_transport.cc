#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "broker/base/assert.h"
#include "broker/links/mqtt/transport/channel.h"
#include "broker/links/mqtt/transport/transport_handle.h"

namespace varde::links::mqtt {
namespace {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::size_t kStackBytes = 16 * 1024;  // The most that one TLS record holds.

// Of what a peer has sent and nobody read, so much is taken off before the socket is closed: closed
// with data unread, TCP would take the last words away from it.
constexpr std::size_t kUnreadBytes = 64 * 1024;

class ChannelTransport : public std::enable_shared_from_this<ChannelTransport> {
 public:
  ChannelTransport(std::unique_ptr<Channel> channel, ReadBuffer* buffer)
      : channel_(std::move(channel)), buffer_(buffer) {}

  void open(Transport::Opened done) {
    if (over_) return;
    VARDE_ASSERT(!opened_);
    opened_ = std::move(done);
    soon(&ChannelTransport::shake_hands);
  }

  void read(Transport::Arrived done) {
    if (over_) return;
    VARDE_ASSERT(!arrived_);
    arrived_ = std::move(done);
    if (channel_->holds_bytes()) return soon(&ChannelTransport::take);
    when(tcp::socket::wait_read, &ChannelTransport::take);
  }

  void write(std::string_view bytes, Transport::Written done) {
    if (over_) return;
    VARDE_ASSERT(!written_);
    written_ = std::move(done);
    unwritten_ = bytes;
    write_error_.clear();
    if (push()) soon(&ChannelTransport::report_written);
  }

  void close() {
    if (over_) return;
    // Behind half a record nothing can be said.
    if (unwritten_.empty()) channel_->say_goodbye();
    discard_unread();
    Error ignored;
    channel_->socket().shutdown(tcp::socket::shutdown_send, ignored);
    cut();
  }

  void cut() {
    if (std::exchange(over_, true)) return;
    // What they hold may hold the owner: it goes last.
    const auto opened = std::exchange(opened_, nullptr);
    const auto arrived = std::exchange(arrived_, nullptr);
    const auto written = std::exchange(written_, nullptr);
    Error ignored;
    channel_->socket().close(ignored);
  }

  [[nodiscard]] std::string certificate_name() const { return channel_->certificate_name(); }

 private:
  using Step = void (ChannelTransport::*)(Error);

  void soon(Step step) {
    boost::asio::post(channel_->socket().get_executor(), [self = shared_from_this(), step] {
      if (!self->over_) (self.get()->*step)({});
    });
  }

  void when(tcp::socket::wait_type ready, Step step) {
    channel_->socket().async_wait(ready, [self = shared_from_this(), step](Error error) {
      if (!self->over_) (self.get()->*step)(error);
    });
  }

  // True if `attempt` is not at its end; `step` follows when the socket is ready.
  bool waits(const Attempt& attempt, Step step) {
    if (attempt.end == Attempt::End::Done) return false;
    when(
        attempt.end == Attempt::End::WantsToRead ? tcp::socket::wait_read : tcp::socket::wait_write,
        step);
    return true;
  }

  void shake_hands(Error error) {
    if (!error) {
      const Attempt attempt = channel_->handshake();
      if (waits(attempt, &ChannelTransport::shake_hands)) return;
      error = attempt.error;
    }
    const auto done = std::exchange(opened_, nullptr);
    if (error) close();  // What went wrong was told to the peer; it shall read it.
    done(error);
  }

  void take(Error error) {
    std::array<char, kStackBytes> own;
    const std::span<char> into = buffer_ == nullptr
                                     ? std::span<char>(own)
                                     : std::span<char>(buffer_->bytes.get(), ReadBuffer::kBytes);
    Attempt attempt;
    if (!error) {
      attempt = channel_->read_some(into);
      if (waits(attempt, &ChannelTransport::take)) return;
      error = attempt.error;
    }
    const auto done = std::exchange(arrived_, nullptr);
    done(error, {into.data(), error ? 0 : attempt.bytes});
  }

  void write_on(Error error) {
    write_error_ = error;
    if (error || push()) report_written({});
  }

  // True if all is written, or none will be.
  bool push() {
    while (!unwritten_.empty()) {
      const Attempt attempt = channel_->write_some(unwritten_);
      if (waits(attempt, &ChannelTransport::write_on)) return false;
      write_error_ = attempt.error;
      if (attempt.error) return true;
      unwritten_.remove_prefix(attempt.bytes);
    }
    return true;
  }

  void report_written(Error /*none*/) {
    unwritten_ = {};
    const auto done = std::exchange(written_, nullptr);
    done(write_error_);
  }

  void discard_unread() {
    std::array<char, kStackBytes> unread;
    Error error;
    for (std::size_t bytes = 0; !error && bytes < kUnreadBytes;) {
      bytes += channel_->socket().read_some(boost::asio::buffer(unread), error);
    }
  }

  const std::unique_ptr<Channel> channel_;
  ReadBuffer* const buffer_;
  Transport::Opened opened_;
  Transport::Arrived arrived_;
  Transport::Written written_;
  std::string_view unwritten_;
  Error write_error_;
  bool over_ = false;  // Nobody is called any more.
};

}  // namespace

std::unique_ptr<Transport> make_channel_transport(std::unique_ptr<Channel> channel,
                                                  ReadBuffer* buffer) {
  return std::make_unique<TransportHandle<ChannelTransport>>(
      std::make_shared<ChannelTransport>(std::move(channel), buffer));
}

}  // namespace varde::links::mqtt
