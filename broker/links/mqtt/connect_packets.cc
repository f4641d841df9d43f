// CONNECT, CONNACK and DISCONNECT.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "adapters/host/canonical_topic.h"
#include "broker/base/secret.h"
#include "broker/base/utf8.h"
#include "broker/links/mqtt/client_protocol.h"
#include "broker/links/mqtt/clients/rights.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {

void ClientProtocol::on_connect(Connect connect) {
  version_ = connect.version;
  tell_reasons_ = connect.request_problem_information;
  if (!hub_.options.redirect_to.empty()) {
    Connack answer;
    answer.reason = Reason::UseAnotherServer;
    answer.server_reference = hub_.options.redirect_to;
    outlet_.send(Packet(std::move(answer)), version_);
    return outlet_.end();
  }
  if (connect.authentication_method) {
    return refuse(Reason::BadAuthenticationMethod, "no enhanced authentication");
  }
  if (!identify(connect) || !check_client_id(connect) || !check_will(connect)) return;
  if (!open_session(connect)) return;
  accept(connect);
}

void ClientProtocol::refuse(Reason reason, std::string_view why) {
  hub_.counters.refused += 1;
  Connack answer;
  answer.reason = reason;
  if (tell_reasons_) answer.reason_string = why;
  outlet_.send(Packet(std::move(answer)), version_);
  outlet_.end();
}

// Who it is: by certificate, else by name and secret, else anybody, where that is allowed. The
// client is not told which half was wrong.
bool ClientProtocol::identify(const Connect& connect) {
  auto found = [&]() -> Result<Client, AuthError> {
    if (!certificate_name_.empty()) return hub_.clients.find_by_certificate(certificate_name_);
    if (connect.user)
      return hub_.clients.authenticate(*connect.user, connect.password.value_or(""));
    return hub_.clients.anonymous();
  }();
  if (found) {
    client_ = *std::move(found);
    return true;
  }
  const bool named = connect.user && certificate_name_.empty();
  spdlog::debug("link {}: a client was refused: {}", hub_.options.name.str(),
                describe(found.error()));
  refuse(named ? Reason::BadUserNameOrPassword : Reason::NotAuthorized, "not authorized");
  return false;
}

bool ClientProtocol::check_client_id(Connect& connect) {
  if (connect.client_id.empty()) {
    if (!v5() && !connect.clean_start) {
      refuse(Reason::ClientIdentifierNotValid, "an empty client identifier without clean session");
      return false;
    }
    connect.client_id = "auto-" + random_hex(16);
    assigned_id_ = true;
  }
  if (connect.client_id.size() > hub_.options.limits.client_id_bytes) {
    refuse(Reason::ClientIdentifierNotValid, "the client identifier is too long");
    return false;
  }
  return true;
}

bool ClientProtocol::check_will(const Connect& connect) {
  if (!connect.will) return true;
  const Will& will = *connect.will;
  if (!is_topic_name(will.topic)) {
    refuse(Reason::TopicNameInvalid, "the will's topic is no topic name");
  } else if (!may_publish(client_, will.topic)) {
    refuse(Reason::NotAuthorized, "no right to publish to the will's topic");
  } else if (will.properties.payload_format == 1 && !is_utf8(will.payload)) {
    refuse(Reason::PayloadFormatInvalid, "the will's payload is not UTF-8");
  } else {
    return true;
  }
  return false;
}

// Finds or makes the session, and ends the connection that had it.
bool ClientProtocol::open_session(const Connect& connect) {
  const SessionKey key{client_.name, connect.client_id};
  Session* session = hub_.sessions.find(key);
  if (session != nullptr && session->connection != nullptr) {
    taken_over_ = true;
    session->connection->end(Reason::SessionTakenOver, "another connection took the session over");
    session = hub_.sessions.find(key);  // It may have ended with its connection.
  }
  if (session != nullptr && session->lost_by_restart) session->will.reset();
  if (session != nullptr && (connect.clean_start || is_over(*session))) {
    forgets_session_ = session->recorded;
    hub_.end_session(*session);
    session = nullptr;
  }
  session_present_ = session != nullptr;
  if (session == nullptr) {
    if (hub_.sessions.size() >= hub_.options.limits.sessions) {
      refuse(Reason::QuotaExceeded, "too many sessions");
      return false;
    }
    session = &hub_.sessions.create(key);
  }
  session_ = session;
  drop_forbidden_subscriptions();
  return true;
}

// True if nobody may take `session` up again, though the next look has not ended it yet.
bool ClientProtocol::is_over(const Session& session) const {
  const auto expires = SessionTable::expires_at(session);
  return !session.persistent() || (expires && *expires <= hub_.now());
}

// Who had more rights once keeps none of them by its session.
void ClientProtocol::drop_forbidden_subscriptions() {
  const auto held = session_->subscriptions;
  for (const auto& [filter, options] : held) {
    if (!may_subscribe(client_, filter)) hub_.router.unsubscribe(*session_, filter);
  }
}

void ClientProtocol::accept(const Connect& connect) {
  set_up(connect);
  hub_.counters.connected += 1;
  hub_.counters.sessions = hub_.sessions.size();
  state_ = State::Connecting;
  if (client_.kind == ClientKind::Device) hub_.presence.connected(client_.device, taken_over_);
  std::vector<eventlog::LinkRecord> records;
  if (session_->recorded || session_->wants_record()) {
    session_->recorded = true;
    records.push_back(hub_.records.put(*session_));
  }
  auto welcome = [this, answer = connack(connect)] {
    state_ = State::Connected;
    outlet_.send(Packet(answer), version_);
    for (const std::uint16_t packet_id : session_->outgoing.released()) {
      send_ack(AckKind::Pubrel, packet_id);
    }
    send_waiting();
    hub_.notices.session_listens(*session_, hub_.now());
  };
  // What the client wanted forgotten must not come back with a crash.
  if (records.empty() && forgets_session_) return hub_.when_kept(holding(std::move(welcome)));
  after_commit(std::move(records), std::move(welcome));
}

void ClientProtocol::set_up(const Connect& connect) {
  const ListenerLimits& limits = hub_.options.limits;
  Session& session = *session_;
  session.connection = this;
  session.offline_since.reset();
  session.lost_by_restart = false;
  session.will_due.reset();
  session.will = connect.will;
  // A session of MQTT 3.1.1 that is not clean has no end of its own; here it has the longest.
  const std::uint32_t asked =
      v5() ? connect.session_expiry_s : (connect.clean_start ? 0 : kNeverExpires);
  session.expiry_s = std::min(asked, limits.session_expiry_s);
  hub_.sessions.schedule(session);

  const bool cut = connect.keep_alive_s > limits.keep_alive_s || connect.keep_alive_s == 0;
  keep_alive_s_ = v5() && cut ? limits.keep_alive_s : connect.keep_alive_s;
  window_ = std::min(limits.window, connect.receive_maximum.value_or(0xFFFF));
  largest_packet_ = connect.maximum_packet_size.value_or(0);
  alias_maximum_ = std::min(limits.topic_aliases, connect.topic_alias_maximum);
}

Connack ClientProtocol::connack(const Connect& connect) const {
  const ListenerLimits& limits = hub_.options.limits;
  Connack answer;
  answer.session_present = session_present_;
  if (!v5()) return answer;
  if (session_->expiry_s != connect.session_expiry_s) answer.session_expiry_s = session_->expiry_s;
  answer.receive_maximum = limits.receive_maximum;
  answer.maximum_packet_size = limits.packet_bytes;
  answer.topic_alias_maximum = limits.topic_aliases;
  if (assigned_id_) answer.assigned_client_id = session_->key.client_id;
  if (keep_alive_s_ != connect.keep_alive_s) answer.server_keep_alive_s = keep_alive_s_;
  if (connect.request_response_information && client_.kind == ClientKind::Device) {
    answer.response_information = adapters::ack_topic(client_.device);
  }
  return answer;
}

void ClientProtocol::on_disconnect(const Disconnect& disconnect) {
  if (disconnect.session_expiry_s) {
    const std::uint32_t expiry =
        std::min(*disconnect.session_expiry_s, hub_.options.limits.session_expiry_s);
    if (session_->expiry_s == 0 && expiry != 0) {
      return end(Reason::ProtocolError, "a session expiry where CONNECT had none");
    }
    session_->expiry_s = expiry;
  }
  leave(disconnect.reason != Reason::DisconnectWithWill && !is_error(disconnect.reason),
        "the client left and asked for its will");
  outlet_.end();
}

}  // namespace varde::links::mqtt
