// The way of a message into the engine, and back when it is on disk: then, and only then, its
// sender is answered and its subscribers get it.
//
// Messages of one publisher are passed on in the order in which it sent them (MQTT 5.0
// section 4.6), though the urgent ones are decided first. Thread safety: on the thread of the
// io_context, which may outlive this object; receipts may be settled even later.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/host/decoding.h"
#include "broker/base/instant.h"
#include "broker/engine/engine.h"
#include "broker/links/mqtt/codec/packet.h"
#include "broker/links/mqtt/message.h"
#include "broker/links/mqtt/router.h"
#include "broker/links/mqtt/session_records.h"
#include "broker/links/mqtt/session_table.h"
#include "broker/links/mqtt/topics/retained_messages.h"

namespace varde::links::mqtt {

using Outcome = std::variant<engine::Stored, engine::FieldRefusal>;

// The order of one publisher's messages. Shared, because they outlive its connection.
class PassingOrder;

// Who hears how a message fared. Held weakly: a connection that is gone hears nothing.
class Publisher {
 public:
  virtual ~Publisher() = default;

  // Of QoS 1 and 0; of QoS 2 the session's connection of that time is told.
  virtual void settled(std::uint16_t packet_id, Qos qos, const Outcome& outcome) = 0;

  // The message that had to wait for room is on its way.
  virtual void has_room() = 0;
};

struct Incoming {
  std::weak_ptr<Publisher> publisher;
  SessionNumber session = 0;     // 0: the listener's own.
  std::string sender;            // The client's name.
  Publish publish;               // With its topic, not an alias.
  bool application_ack = false;  // Its response topic is told when it is on disk.
  std::shared_ptr<PassingOrder> order;
  std::function<void(bool stored)> settled;  // Called once it is on disk, or refused; may be empty.
};

class Intake {
 public:
  Intake(std::shared_ptr<boost::asio::io_context> io, engine::Engine& engine, const Clock& clock,
         std::shared_ptr<adapters::Decoding> decoding, LinkId link, SessionTable& sessions,
         Router& router, RetainedMessages& retained, const SessionRecords& records);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  [[nodiscard]] static std::shared_ptr<PassingOrder> make_order();

  // False: the engine's lane is full. The message is kept and offered again by itself; its
  // publisher must send no more before `has_room`.
  bool take(Incoming incoming);

  // A signal of the listener itself; `durable` is called when it is on disk, or refused (false).
  void take_own(core::FieldMessage message, std::function<void(bool stored)> durable);

  // Publishes what concerns no rule and no log: answers to devices. Who is not there misses it.
  void publish_unlogged(const Message& message);

  // A message that is to be retained there has been taken in, and is not yet passed on.
  [[nodiscard]] bool is_retaining(const std::string& topic) const {
    return retaining_.contains(topic);
  }

  // No more is taken in.
  void stop();

  [[nodiscard]] std::size_t waiting_for_room() const { return waiting_.size(); }

 private:
  struct Passage;
  class SettledQueue;
  class PassageReceipt;
  // A message on its way to the engine: first to be decoded (`raw`), then to be decided.
  struct Offer {
    std::optional<core::RawMessage> raw;
    std::unique_ptr<Passage> passage;  // Until its receipt has it.
    engine::Submission submission;
    std::weak_ptr<Publisher> publisher;  // Waits for it to be on its way; else none.
  };

  [[nodiscard]] bool offer(Offer& offer);
  [[nodiscard]] bool decode(Offer& offer);
  void decoded(Offer& offer, adapters::Decoded decoded);
  void offer_decoded(Offer offer, adapters::Decoded decoded);
  void wait_for_room(Offer offer);
  void offer_again();
  void finish(std::unique_ptr<Passage> passage, const Outcome& outcome);
  void answer(const Passage& passage, const Outcome& outcome);
  void pass_on(const Passage& passage, const Outcome& outcome, bool was_early = false);
  void retain(const Passage& passage, bool stored, bool was_early);
  void pass_on_to_newcomers(const Passage& passage);
  void acknowledge_to_application(const Passage& passage, const engine::Stored& stored);

  const std::shared_ptr<boost::asio::io_context> io_;
  engine::Engine& engine_;
  const Clock& clock_;
  const std::shared_ptr<adapters::Decoding> decoding_;
  const LinkId link_;
  SessionTable& sessions_;
  Router& router_;
  RetainedMessages& retained_;
  const SessionRecords& records_;
  const std::shared_ptr<SettledQueue> settled_;
  std::deque<Offer> waiting_;
  struct Retaining {
    std::size_t under_way = 0;
    bool disordered = false;  // What they wrote is not in the order in which they are passed on.
  };
  std::map<std::string, Retaining> retaining_;  // By topic.
  boost::asio::steady_timer room_timer_;
  bool stopped_ = false;
  friend class PassingOrder;
};

}  // namespace varde::links::mqtt
