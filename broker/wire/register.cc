// The register's values, in events and snapshots alike.
#include "broker/wire/values.h"

namespace varde::wire {
namespace {

using wire::to_proto;  // Beside the ones for larger values below.

void to_proto(const core::Municipality& value, v1::Municipality& out) {
  out.set_id(text(value.id));
  out.set_name(text(value.name));
}

void to_proto(const core::Position& value, v1::Position& out) {
  out.set_id(text(value.id));
  out.set_municipality(text(value.municipality));
  out.set_name(text(value.name));
  out.set_site(text(value.site));
  out.set_phone(text(value.phone));
  out.set_access(text(value.access));
  out.set_instructions(text(value.instructions));
  if (value.location) to_proto(*value.location, *out.mutable_location());
  out.set_site_kind(text(value.site_kind));
  out.set_area(text(value.area));
}

core::Position read_position(const v1::Position& in) {
  core::Position out;
  out.id = PositionId(in.id());
  out.municipality = MunicipalityId(in.municipality());
  out.name = in.name();
  out.site = in.site();
  out.phone = in.phone();
  out.access = in.access();
  out.instructions = in.instructions();
  if (in.has_location()) out.location = read(in.location());
  out.site_kind = in.site_kind();
  out.area = in.area();
  return out;
}

void to_proto(const core::Device& value, v1::Device& out) {
  out.set_id(text(value.ref.device));
  out.set_municipality(text(value.ref.municipality));
  out.set_position(text(value.position));
  out.set_type(text(value.type));
  out.set_gateway(text(value.gateway));
  out.set_network(text(value.network));
  const core::SupervisionClocks& clocks = value.supervision;
  if (clocks.heard_within) to_proto(*clocks.heard_within, *out.mutable_heard_within());
  if (clocks.tested_within) to_proto(*clocks.tested_within, *out.mutable_tested_within());
  if (!value.vendor) return;
  out.set_adapter(text(value.vendor->adapter));
  out.set_address(text(value.vendor->address));
  out.set_model(text(value.vendor->model));
  out.set_carrier(text(value.vendor->carrier));
  out.set_parameters(text(value.vendor->parameters));
}

core::Device read_device(const v1::Device& in) {
  core::Device out;
  out.ref = {MunicipalityId(in.municipality()), DeviceId(in.id())};
  out.position = PositionId(in.position());
  out.type = in.type();
  if (!in.adapter().empty()) {
    out.vendor =
        core::VendorDevice{in.adapter(), in.address(), in.model(), in.carrier(), in.parameters()};
  }
  out.gateway = in.gateway();
  out.network = in.network();
  if (in.has_heard_within()) out.supervision.heard_within = from_proto(in.heard_within());
  if (in.has_tested_within()) out.supervision.tested_within = from_proto(in.tested_within());
  return out;
}

}  // namespace

void to_proto(const core::RegisterChanged& change, v1::RegisterChanged& out) {
  for (const auto& value : change.put_municipalities)
    to_proto(value, *out.add_put_municipalities());
  for (const auto& value : change.put_positions) to_proto(value, *out.add_put_positions());
  for (const auto& value : change.put_devices) to_proto(value, *out.add_put_devices());
  for (const auto& id : change.removed_municipalities) out.add_removed_municipalities(text(id));
  for (const auto& id : change.removed_positions) out.add_removed_positions(text(id));
  for (const auto& ref : change.removed_devices) to_proto(ref, *out.add_removed_devices());
}

core::RegisterChanged read(const v1::RegisterChanged& in) {
  core::RegisterChanged out;
  for (const auto& value : in.put_municipalities())
    out.put_municipalities.push_back({MunicipalityId(value.id()), value.name()});
  for (const auto& value : in.put_positions()) out.put_positions.push_back(read_position(value));
  for (const auto& value : in.put_devices()) out.put_devices.push_back(read_device(value));
  for (const auto& id : in.removed_municipalities()) out.removed_municipalities.emplace_back(id);
  for (const auto& id : in.removed_positions()) out.removed_positions.emplace_back(id);
  for (const auto& ref : in.removed_devices()) out.removed_devices.push_back(read(ref));
  return out;
}

}  // namespace varde::wire
