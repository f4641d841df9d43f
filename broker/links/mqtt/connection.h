// One network connection: bytes in, packets to the protocol; packets out, bytes.
//
// Bounds: one unfinished packet, what arrived while the protocol takes nothing (one read), and what
// the client has not taken yet (ListenerLimits::backlog_bytes and one message more).
// Thread safety: on the listener's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "broker/links/mqtt/client_protocol.h"
#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/hub.h"
#include "broker/links/mqtt/outlet.h"
#include "broker/links/mqtt/transport/transport.h"

namespace varde::links::mqtt {

class Connection final : public Outlet, public std::enable_shared_from_this<Connection> {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // `gone` is called once, when the connection has ended.
  Connection(Hub& hub, std::unique_ptr<Transport> transport, std::function<void()> gone);

  void start();

  // Once a second.
  void look(SteadyTime now);

  // The server stops: says goodbye, as far as that goes at once.
  void shut_down();

  // A CONNECT was accepted.
  [[nodiscard]] bool connected() const { return protocol_ && protocol_->connected(); }
  void check_client() {
    if (protocol_) protocol_->check_client();
  }

  // Outlet.
  void send(const Packet& packet, Version version) override;
  void send(const Publish& packet, Version version) override;
  void send(const Ack& packet, Version version) override;
  [[nodiscard]] std::size_t backlog() const override {
    return out_.size() + writing_.size() - taken_;
  }
  void resume() override;
  void end() override;

 private:
  void opened(const boost::system::error_code& error);
  void read();
  void arrived(const boost::system::error_code& error, std::string_view bytes);
  void take(std::string_view bytes);
  void go_on();
  void start_clock();
  void will_flush();
  void flush();
  void write_on();
  void written(const boost::system::error_code& error, std::size_t bytes);
  void close(std::string_view reason);

  Hub& hub_;
  std::unique_ptr<Transport> transport_;
  std::function<void()> gone_;
  Decoder decoder_;
  std::shared_ptr<ClientProtocol> protocol_;
  std::string unread_;     // Arrived while the protocol took nothing.
  std::string out_;        // To be written.
  std::string writing_;    // Being written.
  std::size_t taken_ = 0;  // Of that, by the client's side.
  SteadyTime since_;       // Of the connection; of the end, once it is ending.
  SteadyTime wrote_at_;    // When something was last taken by the client.
  bool reading_ = false;
  bool flushing_ = false;  // Will flush at the end of this turn.
  bool resuming_ = false;
  bool ending_ = false;
  bool closed_ = false;
};

}  // namespace varde::links::mqtt
