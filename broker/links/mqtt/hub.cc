#include "broker/links/mqtt/hub.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "broker/links/mqtt/client_protocol.h"

namespace varde::links::mqtt {

Hub::Hub(std::shared_ptr<boost::asio::io_context> its_io, engine::Engine& its_engine,
         const Clock& its_clock, const ListenerOptions& its_options, Counters& its_counters)
    : io(std::move(its_io)),
      engine(its_engine),
      clock(its_clock),
      options(its_options),
      counters(its_counters),
      records(options.name),
      clients(options.clients_file, options.lab),
      sessions(options.limits.queue),
      router(sessions, records),
      retained({options.limits.retained_messages, options.limits.retained_bytes}),
      intake(io, engine, clock, options.decoding, options.name, sessions, router, retained,
             records),
      notices(router, sessions,
              [this](core::ConcludeEffect conclude) { engine.post(std::move(conclude)); }),
      presence(options.offline_after,
               [this](core::FieldMessage message, std::function<void(bool)> done) {
                 intake.take_own(std::move(message), std::move(done));
               }) {}

Result<void, eventlog::LogError> Hub::restore(const eventlog::EventLog& log) {
  auto remembered = records.read(log, options.limits.queue);
  if (remembered.has_error()) return remembered.error();
  const Instant start = now();
  auto changes = std::move(remembered->to_remove);
  sessions.numbers_taken_up_to(remembered->newest);
  for (auto& session : remembered->sessions) {
    restore_session(std::move(session), start, changes);
  }
  for (Message& message : remembered->retained) {
    retained.put({std::move(message.topic),
                  std::move(message.payload),
                  message.qos,
                  std::move(message.properties),
                  message.expires_at,
                  {}});
  }
  for (const core::DeviceRef& device : options.online) presence.expect(device, start);
  keep_lazily(std::move(changes));
  count();
  return {};
}

void Hub::restore_session(std::unique_ptr<Session> session, Instant start,
                          std::vector<eventlog::LinkRecord>& changes) {
  Session& restored = *session;
  const bool was_connected = !restored.offline_since.has_value();
  if (was_connected) restored.offline_since = start;
  restored.lost_by_restart = was_connected;
  if (restored.will) {
    const auto delay =
        std::max(std::chrono::seconds(restored.will->delay_s), options.offline_after);
    restored.will_due = start + delay;
  }
  sessions.restore(std::move(session));
  router.restore(restored);
  sessions.schedule(restored);
  if (was_connected) write_down(restored, changes);
}

void Hub::keep(std::vector<eventlog::LinkRecord> write, std::function<void()> done) {
  if (write.empty()) return done();
  keep_then(std::move(write), std::move(done));
}

void Hub::when_kept(std::function<void()> done) { keep_then({}, std::move(done)); }

void Hub::keep_then(std::vector<eventlog::LinkRecord> write, std::function<void()> done) {
  // Weak: the writer may be done with it after the listener has gone.
  engine.keep(std::move(write),
              [loop = io, alive = std::weak_ptr(alive_), done = std::move(done)]() mutable {
                boost::asio::post(*loop, [alive = std::move(alive), done = std::move(done)] {
                  if (!alive.expired()) done();
                });
              });
}

void Hub::keep_lazily(std::vector<eventlog::LinkRecord> write) {
  if (!write.empty()) engine.keep(std::move(write));
}

void Hub::detach(Session& session, bool goodbye) {
  session.connection = nullptr;
  if (stopped_) return;
  notices.returned(session.outgoing.on_disconnect());
  session.offline_since = now();
  if (goodbye) session.will.reset();
  if (!session.persistent()) return end_session(session);
  const std::uint32_t delay = session.will ? std::min(session.will->delay_s, session.expiry_s) : 0;
  if (delay > 0) session.will_due = *session.offline_since + std::chrono::seconds(delay);
  sessions.schedule(session);
  if (session.will && delay == 0) {
    publish_will(session, [this, number = session.number] { write_down(number); });
  } else {
    write_down(session.number);
  }
}

// At once: a will that was taken back must not be published after a crash. With it what was sent on
// the connection that is gone.
void Hub::write_down(SessionNumber number) {
  const Session* session = sessions.find(number);
  if (session == nullptr || !session->recorded) return;
  std::vector<eventlog::LinkRecord> written;
  write_down(*session, written);
  keep(std::move(written), [] {});
}

void Hub::write_down(const Session& session, std::vector<eventlog::LinkRecord>& out) const {
  out.push_back(records.put(session));
  if (!session.offline_since) return;  // Then whatever is in its queue may have been sent.
  for (const Delivery* delivery : session.outgoing.sent_before()) {
    out.push_back(records.put(session.number, *delivery));
  }
}

// What is on disk of it goes at once, for the same reason, but for its will: that stays, as a
// session that nobody can take up, until it is on disk as a message.
void Hub::end_session(Session& session) {
  router.unsubscribe_all(session);
  session.expiry_s = 0;
  std::vector<eventlog::LinkRecord> removed;
  std::vector<eventlog::LinkRecord> last;
  if (session.recorded) {
    records.remove(session, removed);
    if (session.will) last.push_back(std::exchange(removed.back(), records.put(session)));
  }
  keep(std::move(removed), [] {});
  if (session.will) publish_will(session, [this, last] { keep_lazily(last); });
  sessions.erase(session);
}

void Hub::stop() {
  stopped_ = true;
  intake.stop();
}

// The record of a session keeps its will until that is on disk: a crash before publishes it after
// the restart.
void Hub::publish_will(Session& session, std::function<void()> settled) {
  Will will = *std::move(session.will);
  session.will.reset();
  session.will_due.reset();
  Incoming incoming;
  incoming.session = session.number;
  incoming.sender = session.key.client;
  incoming.publish.qos = will.qos;
  incoming.publish.retain = will.retain;
  incoming.publish.topic = std::move(will.topic);
  incoming.publish.payload = std::move(will.payload);
  incoming.publish.properties = std::move(will.properties);
  incoming.order = Intake::make_order();
  incoming.settled = [this, settled = std::move(settled)](bool stored) {
    if (!stored) counters.refused_messages += 1;
    settled();
  };
  counters.published += 1;
  intake.take(std::move(incoming));  // Without room it waits; nobody has to be told.
}

void Hub::look(Instant at) {
  for (Session* session : sessions.due(at)) {
    const auto expires = SessionTable::expires_at(*session);
    if (expires && *expires <= at) {
      end_session(*session);
      continue;
    }
    if (session->will_due && *session->will_due <= at) {
      publish_will(*session, [this, number = session->number] { write_down(number); });
    }
    sessions.schedule(*session);
  }
  presence.look(at);
  notices.expire(at);
  std::vector<eventlog::LinkRecord> expired;
  for (const std::string& topic : retained.expire(at)) {
    // Or the removal might meet what comes after it on the disk.
    if (!intake.is_retaining(topic)) expired.push_back(records.remove_retained(topic));
  }
  keep_lazily(std::move(expired));
  count();
}

void Hub::count() {
  counters.sessions = sessions.size();
  counters.subscriptions = router.subscriptions();
  counters.retained = retained.size();
  counters.dropped = router.dropped();
}

}  // namespace varde::links::mqtt
