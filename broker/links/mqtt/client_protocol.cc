#include "broker/links/mqtt/client_protocol.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "broker/base/overload.h"

namespace varde::links::mqtt {

ClientProtocol::ClientProtocol(Hub& hub, Outlet& outlet, std::string certificate_name,
                               SteadyTime now)
    : hub_(hub), outlet_(outlet), certificate_name_(std::move(certificate_name)), heard_at_(now) {}

bool ClientProtocol::ready() const {
  const bool full = unsettled_ >= hub_.options.limits.receive_maximum && !v5();
  const bool slow = outlet_.backlog() > hub_.options.limits.backlog_bytes;
  return state_ != State::Ended && holds_ == 0 && !full && !slow;
}

void ClientProtocol::handle(Packet packet) {
  const bool is_connect = std::holds_alternative<Connect>(packet);
  if (state_ == State::AwaitsConnect && !is_connect) return outlet_.end();
  if (state_ != State::AwaitsConnect && is_connect) {
    return end(Reason::ProtocolError, "a second CONNECT");
  }
  std::visit(
      Overload{
          [&](Connect& connect) { on_connect(std::move(connect)); },
          [&](Publish& publish) { on_publish(std::move(publish)); },
          [&](const Ack& ack) { on_ack(ack); },
          [&](const Subscribe& subscribe) { on_subscribe(subscribe); },
          [&](const Unsubscribe& unsubscribe) { on_unsubscribe(unsubscribe); },
          [&](const Pingreq&) { outlet_.send(Packet(Pingresp{}), version_); },
          [&](const Disconnect& disconnect) { on_disconnect(disconnect); },
          [&](const Auth&) { end(Reason::ProtocolError, "AUTH without an authentication method"); },
          [&](const auto&) { end(Reason::ProtocolError, "a packet that only servers send"); },
      },
      packet);
}

void ClientProtocol::handle(const PacketError& error, std::optional<Version> version) {
  if (state_ != State::AwaitsConnect) return end(error.reason, error.detail);
  // A version that is not known is told so in the words of the oldest (MQTT 3.1.1, 3.1.2-2).
  if (error.reason == Reason::UnsupportedProtocolVersion) version = Version::V311;
  const bool has_words =
      version == Version::V5 || error.reason == Reason::UnsupportedProtocolVersion;
  if (!has_words) {
    hub_.counters.refused += 1;
    return outlet_.end();
  }
  version_ = *version;
  refuse(error.reason, error.detail);
}

void ClientProtocol::check_time(SteadyTime now) {
  using std::chrono::milliseconds;
  switch (state_) {
    case State::AwaitsConnect:
      if (now - heard_at_ > hub_.options.limits.connect_time) outlet_.end();
      return;
    case State::Connected:
      // Who is not listened to is not silent.
      if (!ready()) return heard(now);
      // One and a half times the keep-alive (3.1.2-22).
      if (keep_alive_s_ != 0 && now - heard_at_ > milliseconds(1'500) * keep_alive_s_) {
        end(Reason::KeepAliveTimeout, "silent for longer than its keep-alive");
      }
      return;
    case State::Connecting:
    case State::Ended: return;
  }
}

void ClientProtocol::check_client() {
  if (state_ != State::Connected) return;
  if (auto current = hub_.clients.current(client_)) {
    client_ = *std::move(current);
  } else {
    end(Reason::NotAuthorized, "the client was removed, disabled or has a new secret");
  }
}

void ClientProtocol::end(Reason reason, std::string_view why) {
  if (state_ == State::Ended) return;
  if (session_ != nullptr) {
    spdlog::debug("link {}: the connection of a client ends: {}", hub_.options.name.str(), why);
    if (v5() && state_ == State::Connected) {
      Disconnect disconnect;
      disconnect.reason = reason;
      if (tell_reasons_) disconnect.reason_string = why;
      outlet_.send(Packet(std::move(disconnect)), version_);
    }
  }
  leave(false, why);
  outlet_.end();
}

void ClientProtocol::closed(std::string_view reason) { leave(false, reason); }

// Parts from the session, once.
void ClientProtocol::leave(bool goodbye, std::string_view reason) {
  if (state_ == State::Ended) return;
  state_ = State::Ended;
  if (session_ == nullptr) return;
  hub_.counters.connected -= 1;
  Session& session = *std::exchange(session_, nullptr);
  if (client_.kind == ClientKind::Device) {
    if (goodbye) {
      hub_.presence.said_goodbye(client_.device);
    } else {
      hub_.presence.lost(client_.device, std::string(reason), hub_.now());
    }
  }
  hub_.detach(session, goodbye);
}

void ClientProtocol::after_commit(std::vector<eventlog::LinkRecord> records,
                                  std::function<void()> done) {
  if (records.empty()) return done();
  hub_.keep(std::move(records), holding(std::move(done)));
}

// Takes no packet until the answer is called.
std::function<void()> ClientProtocol::holding(std::function<void()> done) {
  holds_ += 1;
  return [weak = weak_from_this(), done = std::move(done)] {
    const auto self = weak.lock();
    if (!self) return;
    self->holds_ -= 1;
    if (self->state_ == State::Ended) return;
    done();
    self->outlet_.resume();
  };
}

void ClientProtocol::has_room() {
  holds_ -= 1;
  if (state_ != State::Ended) outlet_.resume();
}

}  // namespace varde::links::mqtt
