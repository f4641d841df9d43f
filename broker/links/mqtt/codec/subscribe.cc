// SUBSCRIBE, UNSUBSCRIBE and their acknowledgements (MQTT 5.0 sections 3.8 to 3.11).
#include "broker/links/mqtt/codec/bodies.h"
#include "broker/links/mqtt/codec/fields.h"
#include "broker/links/mqtt/codec/properties.h"
#include "broker/links/mqtt/codec/reasons.h"

namespace varde::links::mqtt {
namespace {

// Section 3.8.3.1.
constexpr unsigned kQos = 0x03;
constexpr unsigned kNoLocal = 0x04;
constexpr unsigned kRetainAsPublished = 0x08;
constexpr unsigned kRetainHandlingShift = 4;
constexpr unsigned kReserved = 0xC0;

constexpr std::string_view kShare = "$share/";

// Of an option byte of MQTT 3.1.1, where all but the QoS is reserved [MQTT-3.8.3-4].
void check_options_v311(Reader& in, unsigned options) {
  if (options > 2) in.fail(Reason::MalformedPacket, "reserved bits of a subscription, or QoS 3");
}

void check_options_v5(Reader& in, unsigned options, std::string_view filter) {
  if ((options & kReserved) != 0) {
    in.fail(Reason::MalformedPacket, "reserved bits of a subscription");
  } else if ((options & kQos) == 3) {
    in.fail(Reason::ProtocolError, "a subscription with QoS 3");
  } else if (options >> kRetainHandlingShift == 3) {
    in.fail(Reason::ProtocolError, "retain handling 3");
  } else if ((options & kNoLocal) != 0 && filter.starts_with(kShare)) {
    in.fail(Reason::ProtocolError, "a shared subscription with no local");
  }
}

Subscription parse_subscription(Reader& in, Version version) {
  Subscription out;
  out.filter = in.text();
  const unsigned options = in.u8();
  if (version == Version::V311) {
    check_options_v311(in, options);
  } else {
    check_options_v5(in, options, out.filter);
  }
  out.maximum_qos = static_cast<Qos>(options & kQos);
  out.no_local = (options & kNoLocal) != 0;
  out.retain_as_published = (options & kRetainAsPublished) != 0;
  out.retain_handling = static_cast<RetainHandling>((options >> kRetainHandlingShift) & 3U);
  return out;
}

unsigned options_of(const Subscription& subscription, Version version) {
  unsigned options = static_cast<unsigned>(subscription.maximum_qos);
  if (version == Version::V311) return options;
  if (subscription.no_local) options |= kNoLocal;
  if (subscription.retain_as_published) options |= kRetainAsPublished;
  return options | static_cast<unsigned>(subscription.retain_handling) << kRetainHandlingShift;
}

// Reads what is left with `read_one`, which takes at least a byte or fails.
template <class ReadOne>
void read_filters(Reader& in, ReadOne read_one) {
  if (in.at_end()) in.fail(Reason::ProtocolError, "no topic filter");
  for (std::size_t count = 0; !in.at_end(); ++count) {
    if (count == in.limits().subscriptions) {
      in.fail(Reason::QuotaExceeded, "too many topic filters");
    } else {
      read_one();
    }
  }
}

template <class Packet>
void read_reason_properties(Reader& in, Packet& out) {
  read_properties(in, out.user_properties, [&](Property property) {
    return read_reason_string(in, property, out.reason_string);
  });
}

template <class Packet>
void write_reason_properties(const Packet& packet, std::string& out) {
  put_with_length(out, [&] {
    put_unless({}, out, Property::ReasonString, packet.reason_string);
    put_user_properties(out, packet.user_properties);
  });
}

template <std::size_t N>
std::vector<Reason> read_reasons(Reader& in, const std::array<Reason, N>& allowed) {
  if (in.at_end()) in.fail(Reason::ProtocolError, "no reason code");
  std::vector<Reason> reasons;
  while (!in.at_end()) reasons.push_back(read_reason(in, allowed));
  return reasons;
}

// MQTT 3.1.1, table in its section 3.9.3.
constexpr std::array kReturnCodes{Reason::Success, Reason::GrantedQos1, Reason::GrantedQos2,
                                  Reason::UnspecifiedError};

}  // namespace

Subscribe parse_subscribe(Reader& in, Version version) {
  Subscribe out;
  out.packet_id = read_packet_id(in);
  if (version == Version::V5) {
    read_properties(in, out.user_properties, [&](Property property) {
      if (property != Property::SubscriptionId) return false;
      if (out.subscription_id) in.fail(Reason::ProtocolError, "a property twice");
      out.subscription_id = read_subscription_id(in);
      return true;
    });
  }
  read_filters(in, [&] { out.subscriptions.push_back(parse_subscription(in, version)); });
  return out;
}

void write_body(const Subscribe& packet, Version version, std::string& out) {
  put_u16(out, packet.packet_id);
  if (version == Version::V5) {
    put_with_length(out, [&] {
      if (packet.subscription_id) put_subscription_id(out, *packet.subscription_id);
      put_user_properties(out, packet.user_properties);
    });
  }
  for (const Subscription& subscription : packet.subscriptions) {
    put_bytes(out, subscription.filter);
    put_u8(out, options_of(subscription, version));
  }
}

Suback parse_suback(Reader& in, Version version) {
  Suback out;
  out.packet_id = read_packet_id(in);
  if (version == Version::V311) {
    out.reasons = read_reasons(in, kReturnCodes);
    return out;
  }
  read_reason_properties(in, out);
  out.reasons = read_reasons(in, kSubackReasons);
  return out;
}

void write_body(const Suback& packet, Version version, std::string& out) {
  put_u16(out, packet.packet_id);
  if (version == Version::V5) write_reason_properties(packet, out);
  for (const Reason reason : packet.reasons) {
    const bool failed = version == Version::V311 && is_error(reason);
    put_u8(out, static_cast<unsigned>(failed ? Reason::UnspecifiedError : reason));
  }
}

Unsubscribe parse_unsubscribe(Reader& in, Version version) {
  Unsubscribe out;
  out.packet_id = read_packet_id(in);
  if (version == Version::V5) {
    read_properties(in, out.user_properties, [](Property) { return false; });
  }
  read_filters(in, [&] { out.filters.emplace_back(in.text()); });
  return out;
}

void write_body(const Unsubscribe& packet, Version version, std::string& out) {
  put_u16(out, packet.packet_id);
  if (version == Version::V5) {
    put_with_length(out, [&] { put_user_properties(out, packet.user_properties); });
  }
  for (const std::string& filter : packet.filters) put_bytes(out, filter);
}

Unsuback parse_unsuback(Reader& in, Version version) {
  Unsuback out;
  out.packet_id = read_packet_id(in);
  if (version == Version::V311) return out;
  read_reason_properties(in, out);
  out.reasons = read_reasons(in, kUnsubackReasons);
  return out;
}

void write_body(const Unsuback& packet, Version version, std::string& out) {
  put_u16(out, packet.packet_id);
  if (version == Version::V311) return;
  write_reason_properties(packet, out);
  for (const Reason reason : packet.reasons) put_u8(out, static_cast<unsigned>(reason));
}

}  // namespace varde::links::mqtt
