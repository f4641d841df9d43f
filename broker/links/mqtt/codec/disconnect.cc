// DISCONNECT and AUTH (MQTT 5.0 sections 3.14, 3.15).
#include "broker/base/assert.h"
#include "broker/links/mqtt/codec/bodies.h"
#include "broker/links/mqtt/codec/properties.h"
#include "broker/links/mqtt/codec/reasons.h"

namespace varde::links::mqtt {
namespace {

bool read_disconnect_property(Reader& in, Property property, Disconnect& out) {
  switch (property) {
    case Property::SessionExpiry: out.session_expiry_s = in.u32(); return true;
    case Property::ServerReference: out.server_reference = in.text(); return true;
    default: return read_reason_string(in, property, out.reason_string);
  }
}

bool read_auth_property(Reader& in, Property property, Auth& out) {
  switch (property) {
    case Property::AuthenticationMethod: out.authentication_method = in.text(); return true;
    case Property::AuthenticationData: out.authentication_data = in.binary(); return true;
    default: return read_reason_string(in, property, out.reason_string);
  }
}

bool has_properties(const Disconnect& packet) {
  return packet.session_expiry_s || !packet.reason_string.empty() ||
         !packet.server_reference.empty() || !packet.user_properties.empty();
}

bool has_properties(const Auth& packet) {
  return packet.authentication_method || !packet.authentication_data.empty() ||
         !packet.reason_string.empty() || !packet.user_properties.empty();
}

}  // namespace

Disconnect parse_disconnect(Reader& in, Version version) {
  Disconnect out;
  // Without more it is Success; without properties, none (section 3.14.2).
  if (version == Version::V311 || in.at_end()) return out;
  out.reason = read_reason(in, kDisconnectReasons);
  if (in.at_end()) return out;
  read_properties(in, out.user_properties,
                  [&](Property property) { return read_disconnect_property(in, property, out); });
  return out;
}

void write_body(const Disconnect& packet, Version version, std::string& out) {
  if (version == Version::V311) return;
  const bool properties = has_properties(packet);
  if (packet.reason == Reason::Success && !properties) return;
  put_u8(out, static_cast<unsigned>(packet.reason));
  if (!properties) return;
  put_with_length(out, [&] {
    put_property(out, Property::SessionExpiry, packet.session_expiry_s);
    put_unless({}, out, Property::ReasonString, packet.reason_string);
    put_unless({}, out, Property::ServerReference, packet.server_reference);
    put_user_properties(out, packet.user_properties);
  });
}

Auth parse_auth(Reader& in) {
  Auth out;
  // Success without properties needs no body (section 3.15.2.1); all else needs its method.
  if (in.at_end()) return out;
  out.reason = read_reason(in, kAuthReasons);
  read_properties(in, out.user_properties,
                  [&](Property property) { return read_auth_property(in, property, out); });
  if (!out.authentication_method) in.fail(Reason::ProtocolError, "AUTH without a method");
  return out;
}

void write_body(const Auth& packet, Version version, std::string& out) {
  VARDE_ASSERT(version == Version::V5);
  if (packet.reason == Reason::Success && !has_properties(packet)) return;
  put_u8(out, static_cast<unsigned>(packet.reason));
  put_with_length(out, [&] {
    put_property(out, Property::AuthenticationMethod, packet.authentication_method);
    put_unless({}, out, Property::AuthenticationData, packet.authentication_data);
    put_unless({}, out, Property::ReasonString, packet.reason_string);
    put_user_properties(out, packet.user_properties);
  });
}

}  // namespace varde::links::mqtt
