// What the connections of one listener share, and what happens to sessions with nobody connected.
//
// Thread safety: on the listener's thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"
#include "broker/links/mqtt/clients/client_store.h"
#include "broker/links/mqtt/counters.h"
#include "broker/links/mqtt/intake.h"
#include "broker/links/mqtt/notices.h"
#include "broker/links/mqtt/options.h"
#include "broker/links/mqtt/presence.h"
#include "broker/links/mqtt/router.h"
#include "broker/links/mqtt/session_records.h"
#include "broker/links/mqtt/session_table.h"
#include "broker/links/mqtt/topics/retained_messages.h"

namespace varde::links::mqtt {

struct Hub {
  Hub(std::shared_ptr<boost::asio::io_context> its_io, engine::Engine& its_engine,
      const Clock& its_clock, const ListenerOptions& its_options, Counters& its_counters);

  // Puts back what the log remembers: sessions, what waits in them, retained messages. Devices that
  // were online and sessions that were connected have the grace time to come back.
  [[nodiscard]] Result<void, eventlog::LogError> restore(const eventlog::EventLog& log);

  // Writes `write`; `done` is called on the listener's thread when it is on disk, unless the
  // listener has gone. Without records at once.
  void keep(std::vector<eventlog::LinkRecord> write, std::function<void()> done);

  // Calls `done` on the listener's thread when all that was kept so far is on disk.
  void when_kept(std::function<void()> done);

  // Writes what may be lost in a crash.
  void keep_lazily(std::vector<eventlog::LinkRecord> write);

  // The connection of `session` is gone. `goodbye`: as the client wished, so without its will.
  void detach(Session& session, bool goodbye);

  // Ends a session: its will is published if it has one yet, and nothing of it is left.
  void end_session(Session& session);

  // The listener stops: from now on the sessions stay as they are, as if it had been killed. Those
  // that are connected have the grace time to come back, and wills wait as long.
  void stop();

  // What time alone brings: wills, ends of sessions, expiries. Once a second.
  void look(Instant now);

  [[nodiscard]] Instant now() const { return clock.now(); }

  const std::shared_ptr<boost::asio::io_context> io;
  engine::Engine& engine;
  const Clock& clock;
  const ListenerOptions& options;
  Counters& counters;
  SessionRecords records;
  ClientStore clients;
  SessionTable sessions;
  Router router;
  RetainedMessages retained;
  Intake intake;
  Notices notices;
  Presence presence;

 private:
  void restore_session(std::unique_ptr<Session> session, Instant now,
                       std::vector<eventlog::LinkRecord>& changes);
  void publish_will(Session& session, std::function<void()> settled);
  void keep_then(std::vector<eventlog::LinkRecord> write, std::function<void()> done);
  void write_down(SessionNumber number);
  void write_down(const Session& session, std::vector<eventlog::LinkRecord>& out) const;
  void count();

  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  bool stopped_ = false;
};

}  // namespace varde::links::mqtt
