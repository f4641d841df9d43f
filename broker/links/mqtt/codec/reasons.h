// Which reason codes a packet may carry (MQTT 5.0 section 2.4, table 2-6).
// Inside broker/links/mqtt. Thread safety: constants, pure functions.
#pragma once

#include <array>
#include <cstddef>

#include "broker/links/mqtt/codec/packet.h"
#include "broker/links/mqtt/codec/reader.h"

namespace varde::links::mqtt {

// Table 3-1.
inline constexpr std::array kConnackReasons{
    Reason::Success,
    Reason::UnspecifiedError,
    Reason::MalformedPacket,
    Reason::ProtocolError,
    Reason::ImplementationSpecific,
    Reason::UnsupportedProtocolVersion,
    Reason::ClientIdentifierNotValid,
    Reason::BadUserNameOrPassword,
    Reason::NotAuthorized,
    Reason::ServerUnavailable,
    Reason::ServerBusy,
    Reason::Banned,
    Reason::BadAuthenticationMethod,
    Reason::TopicNameInvalid,
    Reason::PacketTooLarge,
    Reason::QuotaExceeded,
    Reason::PayloadFormatInvalid,
    Reason::RetainNotSupported,
    Reason::QosNotSupported,
    Reason::UseAnotherServer,
    Reason::ServerMoved,
    Reason::ConnectionRateExceeded,
};

// Tables 3-4 and 3-5.
inline constexpr std::array kPubackReasons{
    Reason::Success,
    Reason::NoMatchingSubscribers,
    Reason::UnspecifiedError,
    Reason::ImplementationSpecific,
    Reason::NotAuthorized,
    Reason::TopicNameInvalid,
    Reason::QuotaExceeded,
    Reason::PacketIdentifierInUse,
    Reason::PayloadFormatInvalid,
};

// Tables 3-6 and 3-7.
inline constexpr std::array kPubrelReasons{Reason::Success, Reason::PacketIdentifierNotFound};

// Table 3-8.
inline constexpr std::array kSubackReasons{
    Reason::Success,
    Reason::GrantedQos1,
    Reason::GrantedQos2,
    Reason::UnspecifiedError,
    Reason::ImplementationSpecific,
    Reason::NotAuthorized,
    Reason::TopicFilterInvalid,
    Reason::PacketIdentifierInUse,
    Reason::QuotaExceeded,
    Reason::SharedSubscriptionsNotSupported,
    Reason::SubscriptionIdentifiersNotSupported,
    Reason::WildcardSubscriptionsNotSupported,
};

// Table 3-9.
inline constexpr std::array kUnsubackReasons{
    Reason::Success,
    Reason::NoSubscriptionExisted,
    Reason::UnspecifiedError,
    Reason::NotAuthorized,
    Reason::ImplementationSpecific,
    Reason::TopicFilterInvalid,
    Reason::PacketIdentifierInUse,
};

// Table 3-10, of clients and servers together.
inline constexpr std::array kDisconnectReasons{
    Reason::Success,
    Reason::DisconnectWithWill,
    Reason::UnspecifiedError,
    Reason::MalformedPacket,
    Reason::ProtocolError,
    Reason::ImplementationSpecific,
    Reason::NotAuthorized,
    Reason::ServerBusy,
    Reason::ServerShuttingDown,
    Reason::BadAuthenticationMethod,
    Reason::KeepAliveTimeout,
    Reason::SessionTakenOver,
    Reason::TopicFilterInvalid,
    Reason::TopicNameInvalid,
    Reason::ReceiveMaximumExceeded,
    Reason::TopicAliasInvalid,
    Reason::PacketTooLarge,
    Reason::MessageRateTooHigh,
    Reason::QuotaExceeded,
    Reason::AdministrativeAction,
    Reason::PayloadFormatInvalid,
    Reason::RetainNotSupported,
    Reason::QosNotSupported,
    Reason::UseAnotherServer,
    Reason::ServerMoved,
    Reason::SharedSubscriptionsNotSupported,
    Reason::ConnectionRateExceeded,
    Reason::MaximumConnectTime,
    Reason::SubscriptionIdentifiersNotSupported,
    Reason::WildcardSubscriptionsNotSupported,
};

// Table 3-11.
inline constexpr std::array kAuthReasons{Reason::Success, Reason::ContinueAuthentication,
                                         Reason::Reauthenticate};

template <std::size_t N>
[[nodiscard]] constexpr bool contains(const std::array<Reason, N>& reasons, Reason reason) {
  for (const Reason one : reasons) {
    if (one == reason) return true;
  }
  return false;
}

// One of `allowed`; anything else: ProtocolError.
template <std::size_t N>
[[nodiscard]] Reason read_reason(Reader& in, const std::array<Reason, N>& allowed) {
  const auto reason = static_cast<Reason>(in.u8());
  if (!contains(allowed, reason)) {
    in.fail(Reason::ProtocolError, "a reason code that this packet may not carry");
  }
  return reason;
}

}  // namespace varde::links::mqtt
