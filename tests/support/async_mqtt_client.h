// One of many MQTT 5 clients that share a thread: for loads and for crowds of devices.
//
// Lean on purpose, because it shares the machine with what it measures: packets by Varde's own
// codec, one write for all that is due, no buffer of its own while nothing comes.
// What goes wrong throws std::runtime_error out of the context's run().
// Thread safety: all on the thread that runs the context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/packet.h"

namespace varde::test {

namespace mqtt = links::mqtt;

struct MqttLogin {
  std::string user;  // Empty: none.
  std::string secret;
  std::string client_id;
};

// Throws std::runtime_error if the packet says no: to CONNECT, SUBSCRIBE, PUBLISH or the
// connection.
void throw_if_refused(const mqtt::Packet& packet);

class AsyncMqttClient {
 public:
  using Arrived = std::function<void(mqtt::Packet)>;

  // `keeps_session`: its session outlives its connection by an hour. `arrived` is handed each
  // packet that comes. What it queues is written when all that came with the packet are handed
  // over.
  AsyncMqttClient(boost::asio::io_context& io, const MqttLogin& login, bool keeps_session,
                  Arrived arrived);

  // Connects to 127.0.0.1 and sends CONNECT.
  void start(std::uint16_t port);

  void send(const mqtt::Packet& packet);
  // Without a flush: for many at a time.
  void queue(const mqtt::Publish& packet);
  void queue(const mqtt::Ack& packet);
  void flush();

 private:
  void read();

  boost::asio::ip::tcp::socket socket_;
  Arrived arrived_;
  mqtt::Connect connect_;
  mqtt::Decoder decoder_{mqtt::DecoderLimits{}, mqtt::Version::V5};
  std::string out_;
  std::string writing_;
};

}  // namespace varde::test
