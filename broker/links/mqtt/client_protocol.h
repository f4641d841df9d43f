// The protocol of one connection: what each packet of a client does, and what the client is sent.
//
// Knows no socket: packets come from `handle`, and leave by an Outlet. Parts: connect_packets.cc,
// publish_packets.cc, subscribe_packets.cc. The conformance to each statement of the standards is
// in docs/reference/mqtt.md. Thread safety: on the listener's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "broker/links/mqtt/clients/client.h"
#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/packet.h"
#include "broker/links/mqtt/hub.h"
#include "broker/links/mqtt/intake.h"
#include "broker/links/mqtt/message.h"
#include "broker/links/mqtt/outlet.h"
#include "broker/links/mqtt/session.h"

namespace varde::links::mqtt {

class ClientProtocol final : public Publisher, public std::enable_shared_from_this<ClientProtocol> {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // `certificate_name`: of the verified client certificate; empty: none. The outlet outlives
  // `closed`.
  ClientProtocol(Hub& hub, Outlet& outlet, std::string certificate_name, SteadyTime now);

  // True if a packet can be taken now. Otherwise the outlet is told to `resume` when it can.
  [[nodiscard]] bool ready() const;

  // REQUIRES: ready().
  void handle(Packet packet);

  // What arrived is no packet: the client is told why, as far as its version has words, and the
  // connection ends. `version`: of its CONNECT, as far as that could be read.
  void handle(const PacketError& error, std::optional<Version> version);

  // The connection is gone, for a reason in one line.
  void closed(std::string_view reason);

  // All that was sent has left.
  void drained() { send_waiting(); }

  // Something was received from the client at `now`.
  void heard(SteadyTime now) { heard_at_ = now; }

  // Ends the connection of who does not finish connecting, or is silent for too long.
  void check_time(SteadyTime now);

  // The client may have been removed, or may do less than before.
  void check_client();

  // Says goodbye for the server: it stops, or another connection takes the session over.
  void end(Reason reason, std::string_view why);

  // A CONNECT has been accepted.
  [[nodiscard]] bool connected() const { return state_ == State::Connected; }

  // For the router: what waits, and a message of QoS 0 (false: it could not be sent).
  void send_waiting();
  bool send_now(const MessagePtr& message, bool retain, const std::vector<std::uint32_t>& ids);

  // Publisher.
  void settled(std::uint16_t packet_id, Qos qos, const Outcome& outcome) override;
  void has_room() override;

 private:
  enum class State : std::uint8_t { AwaitsConnect, Connecting, Connected, Ended };

  // CONNECT and the end.
  void on_connect(Connect connect);
  void refuse(Reason reason, std::string_view why);
  [[nodiscard]] bool identify(const Connect& connect);
  [[nodiscard]] bool check_client_id(Connect& connect);
  [[nodiscard]] bool check_will(const Connect& connect);
  [[nodiscard]] bool open_session(const Connect& connect);
  [[nodiscard]] bool is_over(const Session& session) const;
  void drop_forbidden_subscriptions();
  void accept(const Connect& connect);
  void set_up(const Connect& connect);
  [[nodiscard]] Connack connack(const Connect& connect) const;
  void on_disconnect(const Disconnect& disconnect);
  void leave(bool goodbye, std::string_view reason);

  // PUBLISH and its answers, in both directions.
  void on_publish(Publish publish);
  [[nodiscard]] bool resolve_alias(Publish& publish);
  [[nodiscard]] bool wants_application_ack(const Publish& publish) const;
  [[nodiscard]] std::optional<Reason> why_not(const Publish& publish) const;
  void refuse_publish(const Publish& publish, Reason reason);
  void on_ack(const Ack& ack);
  void on_puback(const Ack& ack);
  void on_pubrec(const Ack& ack);
  void on_pubrel(const Ack& ack);
  void on_pubcomp(const Ack& ack);
  void finished(const Delivery& delivery);
  void send_ack(AckKind kind, std::uint16_t packet_id, Reason reason = Reason::Success);
  bool send_later(MessagePtr message, bool retain, std::vector<std::uint32_t> ids);
  bool send_at_qos_0(const Message& message, bool retain, const std::vector<std::uint32_t>& ids);
  void send_publish(Publish publish);
  [[nodiscard]] Publish to_publish(const Message& message,
                                   const std::vector<std::uint32_t>& ids) const;
  [[nodiscard]] bool fits(const Publish& publish) const;
  void use_alias(Publish& publish);

  // SUBSCRIBE and UNSUBSCRIBE.
  struct Retained;
  void on_subscribe(const Subscribe& subscribe);
  void on_unsubscribe(const Unsubscribe& unsubscribe);
  [[nodiscard]] Reason judge(const Subscription& subscription) const;
  void plan_retained(const Subscription& subscription, std::uint32_t id, std::vector<Retained>& out,
                     std::vector<eventlog::LinkRecord>& records);
  void begin_retained(const std::vector<Retained>& retained);

  // Writes `records` and goes on with `done`; no packet is taken meanwhile.
  void after_commit(std::vector<eventlog::LinkRecord> records, std::function<void()> done);
  [[nodiscard]] std::function<void()> holding(std::function<void()> done);

  [[nodiscard]] bool v5() const { return version_ == Version::V5; }

  Hub& hub_;
  Outlet& outlet_;
  const std::string certificate_name_;
  State state_ = State::AwaitsConnect;
  Version version_ = Version::V5;
  SteadyTime heard_at_;
  std::uint16_t keep_alive_s_ = 0;
  Client client_;
  Session* session_ = nullptr;  // Null before CONNECT and after the end.
  bool session_present_ = false;
  bool taken_over_ = false;  // The session, from an earlier connection.
  bool assigned_id_ = false;
  bool forgets_session_ = false;  // A session on disk ends with this CONNECT.

  std::size_t holds_ = 0;       // Reasons to take no packet.
  std::size_t unsettled_ = 0;   // Messages of QoS 1 and 2 from the client, not yet on disk.
  std::size_t unreleased_ = 0;  // Those of QoS 2 since, up to their PUBREL.
  std::shared_ptr<PassingOrder> order_ = Intake::make_order();
  std::vector<std::string> aliases_;  // From the client; by alias - 1. Empty until it uses one.

  std::uint16_t window_ = 0;          // Messages under way to the client.
  std::uint32_t largest_packet_ = 0;  // That the client takes; 0: any.
  std::uint16_t alias_maximum_ = 0;   // That the client takes.
  bool tell_reasons_ = true;          // It asked for problem information.
  std::unordered_map<std::string, std::uint16_t> own_aliases_;

  // At QoS 0 and not sent yet: retained messages, which no subscriber may miss because there are
  // many, and what came after them. Within the bytes of
  // ListenerLimits::queue.
  struct Later {
    MessagePtr message;
    bool retain;
    std::vector<std::uint32_t> subscription_ids;
  };
  std::deque<Later> later_;
  std::size_t later_bytes_ = 0;
};

}  // namespace varde::links::mqtt
