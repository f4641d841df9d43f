#include "broker/links/mqtt/intake.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <mutex>
#include <utility>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "broker/links/mqtt/client_protocol.h"

namespace varde::links::mqtt {
namespace {

using namespace std::chrono_literals;

// A lane with 32,768 messages is full: how soon to look again.
constexpr auto kRoomRetry = 5ms;

// A command to a device (open the door) that is older than this is worse than none. Its publisher
// may say less, or more up to the limit: a sleepy device wakes once a day.
constexpr std::uint32_t kCommandExpiryS = 60;
constexpr std::uint32_t kLongestCommandExpiryS = 24 * 3600;

std::optional<std::uint32_t> expiry_of(const Publish& publish) {
  const auto& asked = publish.properties.message_expiry_s;
  if (!adapters::parse_command_topic(publish.topic)) return asked;
  return std::min(asked.value_or(kCommandExpiryS), kLongestCommandExpiryS);
}

MessagePtr to_message(const Publish& publish, Instant now) {
  auto message = std::make_shared<Message>();
  message->topic = publish.topic;
  message->payload = publish.payload;
  message->qos = publish.qos;
  message->retain = publish.retain;
  message->properties = publish.properties;
  message->properties.topic_alias.reset();
  message->properties.subscription_ids.clear();
  message->properties.message_expiry_s.reset();
  if (const auto expiry = expiry_of(publish))
    message->expires_at = now + std::chrono::seconds(*expiry);
  return message;
}

}  // namespace

// One message between its publisher and the log.
struct Intake::Passage {
  std::weak_ptr<Publisher> publisher;
  SessionNumber session = 0;
  std::string publisher_session;  // Of what is retained.
  std::uint16_t packet_id = 0;
  Qos qos = Qos::AtMostOnce;
  bool retain = false;
  MessagePtr message;  // Null: nobody else gets it.
  Router::Route route;
  std::string response_topic;
  std::optional<std::string> correlation_data;
  std::function<void(bool stored)> own;  // Of the listener's own signals.
  std::function<void(bool stored)> settled;
  std::shared_ptr<PassingOrder> order;
  std::uint64_t place = 0;     // In that order.
  std::shared_ptr<void> turn;  // Of the device, until the message is settled.
};

class PassingOrder {
 public:
  std::uint64_t take_place() { return next_place_++; }

  // Passes on what can be passed on in order, now that this one is settled.
  void settled(Intake& intake, std::unique_ptr<Intake::Passage> passage, const Outcome& outcome) {
    if (passage->place != next_to_pass_) {
      const std::uint64_t place = passage->place;
      early_.emplace(place, std::pair(std::move(passage), outcome));
      return;
    }
    intake.pass_on(*passage, outcome);
    next_to_pass_ += 1;
    for (auto next = early_.find(next_to_pass_); next != early_.end();
         next = early_.find(next_to_pass_)) {
      intake.pass_on(*next->second.first, next->second.second, true);
      early_.erase(next);
      next_to_pass_ += 1;
    }
  }

 private:
  std::uint64_t next_place_ = 0;
  std::uint64_t next_to_pass_ = 0;
  std::map<std::uint64_t, std::pair<std::unique_ptr<Intake::Passage>, Outcome>> early_;
};

// What the writer thread has settled, on its way to the listener's thread: one hand-over for all of
// a commit.
class Intake::SettledQueue : public std::enable_shared_from_this<SettledQueue> {
 public:
  SettledQueue(std::shared_ptr<boost::asio::io_context> io, Intake* intake)
      : io_(std::move(io)), intake_(intake) {}

  // Any thread.
  void put(std::unique_ptr<Passage> passage, const Outcome& outcome) {
    const std::scoped_lock lock(mutex_);
    settled_.emplace_back(std::move(passage), outcome);
    if (std::exchange(posted_, true)) return;
    // Weak: the loop may never run again, and must not keep itself alive by what waits in it.
    boost::asio::post(*io_, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->hand_over();
    });
  }

  // Any thread: what an adapter has decoded, on its way back.
  void put_decoded(std::shared_ptr<Offer> offer, adapters::Decoded decoded) {
    boost::asio::post(*io_, [weak = weak_from_this(), offer = std::move(offer),
                             decoded = std::move(decoded)]() mutable {
      const auto self = weak.lock();
      if (self == nullptr || self->intake_ == nullptr) return;
      self->intake_->offer_decoded(std::move(*offer), std::move(decoded));
    });
  }

  // The listener's thread: from now on nobody is told.
  void detach() { intake_ = nullptr; }

 private:
  using Settled = std::vector<std::pair<std::unique_ptr<Passage>, Outcome>>;

  void hand_over() {
    Settled settled;
    {
      const std::scoped_lock lock(mutex_);
      settled.swap(settled_);
      posted_ = false;
    }
    for (auto& [passage, outcome] : settled) {
      if (intake_ != nullptr) intake_->finish(std::move(passage), outcome);
    }
  }

  const std::shared_ptr<boost::asio::io_context> io_;
  Intake* intake_;    // The listener's thread only.
  std::mutex mutex_;  // Guards the two below.
  Settled settled_;
  bool posted_ = false;
};

class Intake::PassageReceipt final : public engine::Receipt {
 public:
  PassageReceipt(std::shared_ptr<SettledQueue> queue, std::unique_ptr<Passage> passage)
      : queue_(std::move(queue)), passage_(std::move(passage)) {}

 private:
  void on_durable(const engine::Stored& stored) override {
    queue_->put(std::move(passage_), stored);
  }
  void on_refused(engine::FieldRefusal why) override { queue_->put(std::move(passage_), why); }

  std::shared_ptr<SettledQueue> queue_;
  std::unique_ptr<Passage> passage_;
};

Intake::Intake(std::shared_ptr<boost::asio::io_context> io, engine::Engine& engine,
               const Clock& clock, std::shared_ptr<adapters::Decoding> decoding, LinkId link,
               SessionTable& sessions, Router& router, RetainedMessages& retained,
               const SessionRecords& records)
    : io_(std::move(io)),
      engine_(engine),
      clock_(clock),
      decoding_(std::move(decoding)),
      link_(std::move(link)),
      sessions_(sessions),
      router_(router),
      retained_(retained),
      records_(records),
      settled_(std::make_shared<SettledQueue>(io_, this)),
      room_timer_(*io_) {}

Intake::~Intake() { settled_->detach(); }

std::shared_ptr<PassingOrder> Intake::make_order() { return std::make_shared<PassingOrder>(); }

bool Intake::take(Incoming incoming) {
  if (stopped_) return true;
  Publish& publish = incoming.publish;
  const Instant now = clock_.now();
  engine::Submission submission;
  auto passage = std::make_unique<Passage>();
  passage->publisher = incoming.publisher;
  passage->session = incoming.session;
  passage->packet_id = publish.packet_id;
  passage->qos = publish.qos;
  passage->retain = publish.retain;
  if (incoming.application_ack) {
    passage->response_topic = publish.properties.response_topic;
    passage->correlation_data = publish.properties.correlation_data;
  }
  passage->settled = std::move(incoming.settled);
  passage->order = std::move(incoming.order);
  passage->place = passage->order->take_place();
  passage->route = router_.find(publish.topic, publish.qos, publish.retain, incoming.session);
  if (!passage->route.empty() || publish.retain) {
    passage->message = to_message(publish, now);
    router_.plan(passage->route, passage->message, now, submission.records);
  }
  if (publish.retain) {
    retaining_[publish.topic].under_way += 1;
    submission.records.push_back(publish.payload.empty()
                                     ? records_.remove_retained(publish.topic)
                                     : records_.put_retained(*passage->message));
  }
  if (publish.qos == Qos::ExactlyOnce && publish.packet_id != 0) {  // A will has none.
    Session* session = sessions_.find(incoming.session);
    if (session != nullptr) session->received[publish.packet_id] = false;
    if (session != nullptr && session->persistent()) {
      submission.records.push_back(records_.put_received(incoming.session, publish.packet_id));
    }
  }
  if (const Session* session = sessions_.find(incoming.session)) {
    passage->publisher_session = text_of(session->key);
  }
  core::RawMessage raw;
  raw.link = link_;
  raw.sender = std::move(incoming.sender);
  raw.topic = std::move(publish.topic);
  raw.payload = std::move(publish.payload);
  raw.payload_size = raw.payload.size();
  raw.received_at = now;
  Offer offered{std::move(raw), std::move(passage), std::move(submission),
                std::move(incoming.publisher)};
  if (offer(offered)) return true;
  wait_for_room(std::move(offered));
  return false;
}

void Intake::take_own(core::FieldMessage message, std::function<void(bool stored)> durable) {
  if (stopped_) return;
  message.raw.link = link_;
  message.raw.received_at = clock_.now();
  auto passage = std::make_unique<Passage>();
  passage->own = std::move(durable);
  Offer offered;
  offered.submission.message = std::move(message);
  offered.submission.receipt = std::make_unique<PassageReceipt>(settled_, std::move(passage));
  if (!offer(offered)) wait_for_room(std::move(offered));
}

void Intake::publish_unlogged(const Message& message) {
  std::vector<eventlog::LinkRecord> not_kept;
  auto route = router_.find(message.topic, message.qos, false, 0);
  const auto shared = std::make_shared<Message>(message);
  router_.plan(route, shared, clock_.now(), not_kept);
  router_.deliver(route, shared);
}

void Intake::stop() {
  stopped_ = true;
  room_timer_.cancel();
  waiting_.clear();
}

bool Intake::offer(Offer& offer) {
  if (offer.raw) return decode(offer);
  return engine_.try_submit(offer.submission);
}

// Varde's own form is decoded at once; a vendor's comes back by itself, and its publisher need not
// wait for that.
bool Intake::decode(Offer& offer) {
  const auto held = std::make_shared<Offer>();
  auto answer = decoding_->decode(*offer.raw, [queue = settled_, held](adapters::Decoded decoded) {
    queue->put_decoded(held, std::move(decoded));
  });
  if (std::holds_alternative<adapters::NoRoomToDecode>(answer)) return false;
  if (auto* at_once = std::get_if<adapters::Decoded>(&answer)) {
    decoded(offer, std::move(*at_once));
    return engine_.try_submit(offer.submission);
  }
  *held = std::move(offer);
  held->publisher.reset();
  return true;
}

void Intake::decoded(Offer& offer, adapters::Decoded decoded) {
  offer.raw.reset();
  offer.submission.message = std::move(decoded.message);
  offer.passage->turn = std::move(decoded.turn);
  offer.submission.receipt = std::make_unique<PassageReceipt>(settled_, std::move(offer.passage));
}

void Intake::offer_decoded(Offer offered, adapters::Decoded answer) {
  if (stopped_) return;
  decoded(offered, std::move(answer));
  if (!offer(offered)) wait_for_room(std::move(offered));
}

void Intake::wait_for_room(Offer offer) {
  waiting_.push_back(std::move(offer));
  if (waiting_.size() > 1) return;
  room_timer_.expires_after(kRoomRetry);
  room_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) offer_again();
  });
}

// Each lane is full or not for all: after the first of a lane that has no room the others of that
// lane keep their place.
void Intake::offer_again() {
  std::deque<Offer> waiting;
  waiting.swap(waiting_);
  bool full[2] = {false, false};
  std::vector<std::weak_ptr<Publisher>> relieved;
  for (Offer& offered : waiting) {
    // How urgent it is shows when it is decoded: until then each is tried, or a call would wait for
    // the room of the bulk.
    bool undecoded = false;
    bool& lane_full =
        offered.raw ? undecoded
                    : full[static_cast<std::size_t>(engine_.lane_for(offered.submission.message))];
    const auto publisher = offered.publisher;
    if (lane_full || !offer(offered)) {
      lane_full = true;
      waiting_.push_back(std::move(offered));
    } else {
      relieved.push_back(publisher);
    }
  }
  if (!waiting_.empty()) {
    room_timer_.expires_after(kRoomRetry);
    room_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) offer_again();
    });
  }
  for (const auto& publisher : relieved) {
    if (const auto there = publisher.lock()) there->has_room();
  }
}

void Intake::finish(std::unique_ptr<Passage> passage, const Outcome& outcome) {
  passage->turn.reset();  // Also of what must wait to be passed on: that wait may be for the turn.
  if (passage->own) return passage->own(std::holds_alternative<engine::Stored>(outcome));
  answer(*passage, outcome);
  if (passage->settled) passage->settled(std::holds_alternative<engine::Stored>(outcome));
  const auto order = passage->order;
  order->settled(*this, std::move(passage), outcome);
}

void Intake::answer(const Passage& passage, const Outcome& outcome) {
  if (passage.qos != Qos::ExactlyOnce) {
    if (const auto publisher = passage.publisher.lock()) {
      publisher->settled(passage.packet_id, passage.qos, outcome);
    }
    return;
  }
  Session* session = sessions_.find(passage.session);
  if (session == nullptr || passage.packet_id == 0) return;
  if (std::holds_alternative<engine::Stored>(outcome)) {
    session->received[passage.packet_id] = true;
  } else {
    session->received.erase(passage.packet_id);
  }
  if (session->connection != nullptr) {
    session->connection->settled(passage.packet_id, passage.qos, outcome);
  }
}

// `was_early`: it was on disk before one that its publisher had sent earlier.
void Intake::pass_on(const Passage& passage, const Outcome& outcome, bool was_early) {
  const auto* stored = std::get_if<engine::Stored>(&outcome);
  if (passage.retain) retain(passage, stored != nullptr, was_early);
  if (stored == nullptr) return router_.cancel(passage.route);
  if (passage.message != nullptr) router_.deliver(passage.route, passage.message);
  if (passage.retain) pass_on_to_newcomers(passage);
  if (!passage.response_topic.empty()) acknowledge_to_application(passage, *stored);
}

// Its record was written with the message. Where an earlier message of the topic was written after
// it, it is written once more, and so are those behind it that were under way meanwhile.
void Intake::retain(const Passage& passage, bool stored, bool was_early) {
  const Message& message = *passage.message;
  const auto topic = retaining_.find(message.topic);
  Retaining& retaining = topic->second;
  retaining.disordered = retaining.disordered || was_early;
  if (stored) {
    retained_.put({message.topic, message.payload, message.qos, message.properties,
                   message.expires_at, passage.publisher_session});
  }
  if (stored && retaining.disordered) {
    engine_.keep({message.payload.empty() ? records_.remove_retained(message.topic)
                                          : records_.put_retained(message)});
  }
  retaining.under_way -= 1;
  if (retaining.under_way == 0) retaining_.erase(topic);
}

// Who subscribed while it was on its way to the disk is not in its route, and did not find it kept.
void Intake::pass_on_to_newcomers(const Passage& passage) {
  auto newcomers = router_.find_newcomers(passage.route, *passage.message, passage.session);
  if (newcomers.empty()) return;
  std::vector<eventlog::LinkRecord> records;
  router_.plan(newcomers, passage.message, clock_.now(), records);
  router_.deliver(newcomers, passage.message);
  if (!records.empty()) engine_.keep(std::move(records));
}

void Intake::acknowledge_to_application(const Passage& passage, const engine::Stored& stored) {
  Message message;
  message.topic = passage.response_topic;
  message.payload = adapters::encode_stored_notice(stored.position, stored.alarm, stored.known);
  message.qos = Qos::AtLeastOnce;
  message.properties.payload_format = std::uint8_t{1};
  message.properties.content_type = "application/json";
  message.properties.correlation_data = passage.correlation_data;
  publish_unlogged(message);
}

}  // namespace varde::links::mqtt
