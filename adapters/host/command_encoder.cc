#include "adapters/host/command_encoder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/host/manifest.h"

namespace varde::adapters {
namespace {

std::optional<DeviceCommand> manifest_word(core::DeviceCommand command) {
  switch (command) {
    case core::DeviceCommand::OpenDoor: return DeviceCommand::OpenDoor;
    case core::DeviceCommand::Reset: return DeviceCommand::Reset;
    case core::DeviceCommand::Locate: return DeviceCommand::Locate;
    case core::DeviceCommand::Unspecified: return std::nullopt;
  }
  return std::nullopt;
}

bool takes(const Manifest& manifest, const std::string& model, DeviceCommand command) {
  const auto type = manifest.types.find(model);
  return type != manifest.types.end() &&
         std::ranges::find(type->second.commands, command) != type->second.commands.end();
}

CodecDevice device_of(const core::VendorDevice& vendor) {
  CodecDevice device{vendor.address, vendor.model, vendor.parameters};
  if (device.parameters.empty()) device.parameters = "{}";
  return device;
}

CommandEncoded with_prefix(std::string prefix, CommandEncoded done) {
  return [prefix = std::move(prefix), done = std::move(done)](EncodedCommand made) {
    if (made.has_value()) made->topic.insert(0, prefix);
    done(std::move(made));
  };
}

ResultFault refused_by(const Adapter& adapter, const std::string& why) {
  return {"adapter " + adapter.manifest.id + ": " + why};
}

}  // namespace

CommandEncoder::CommandEncoder(CodecPool& pool, const Quarantine& quarantine,
                               std::vector<AdapterUse> uses)
    : pool_(pool), quarantine_(quarantine), uses_(std::move(uses)) {}

Result<CommandEncoder::AdapterPtr, ResultFault> CommandEncoder::usable(
    const AdapterRoutes& routes, const std::string& id) const {
  auto adapter = routes.find(id);
  if (adapter == nullptr) return ResultFault{"adapter " + id + " is not loaded"};
  if (adapter->codec == nullptr) return refused_by(*adapter, "it knows no commands");
  if (quarantine_.holds({adapter->manifest.id, adapter->manifest.version})) {
    return refused_by(*adapter, "it is out of use until it is mended");
  }
  return adapter;
}

const AdapterUse* CommandEncoder::use_for(const core::VendorDevice& vendor,
                                          const LinkId& link) const {
  const std::string& heard_by = vendor.carrier.empty() ? vendor.adapter : vendor.carrier;
  const auto use = std::ranges::find_if(uses_, [&](const AdapterUse& one) {
    return one.adapter == heard_by && one.is_heard_on(link);
  });
  return use == uses_.end() ? nullptr : &*use;
}

void CommandEncoder::encode(const std::shared_ptr<const AdapterRoutes>& routes,
                            const CommandToEncode& wanted, CommandEncoded done) {
  const core::VendorDevice& vendor = *wanted.device.vendor;
  const auto adapter = usable(*routes, vendor.adapter);
  if (adapter.has_error()) return done(adapter.error());
  const auto command = manifest_word(wanted.command);
  if (!command || !takes((*adapter)->manifest, vendor.model, *command)) {
    return done(refused_by(**adapter, "a " + vendor.model + " takes no such command"));
  }
  const AdapterUse* use = use_for(vendor, wanted.link);
  if (use == nullptr) return done(refused_by(**adapter, "not in use on link " + wanted.link.str()));
  AdapterPtr carrier;
  if ((*adapter)->manifest.is_payload_adapter()) {
    auto found = usable(*routes, vendor.carrier);
    if (found.has_error()) return done(found.error());
    carrier = *found;
  }
  const CodecDevice device = device_of(vendor);
  const std::string word(name_of(*command));
  call(*adapter, "encodeCommand", to_argument(CodecCommand{word, "{}", device}), wanted.now,
       [this, adapter = *adapter, carrier, device, now = wanted.now,
        done = with_prefix(use->prefix, std::move(done))](const CodecAnswer& answer) {
         if (answer.has_error()) return done(refused_by(*adapter, answer.error().reason));
         if (carrier != nullptr) return wrap(carrier, device, answer->json, now, done);
         auto publish = read_publish(answer->json);
         if (publish.has_error()) return done(refused_by(*adapter, publish.error().reason));
         done(*std::move(publish));
       });
}

// Urgent: a person stands before the door.
void CommandEncoder::call(const AdapterPtr& adapter, const char* function, std::string argument,
                          Instant now, CodecPool::Handler handler) {
  CodecCall codec_call;
  codec_call.codec = adapter->codec;
  codec_call.function = function;
  codec_call.argument = std::move(argument);
  codec_call.now = now;
  const auto shared = std::make_shared<CodecPool::Handler>(std::move(handler));
  const bool taken = pool_.call(CodecLane::Urgent, std::move(codec_call),
                                [shared](CodecAnswer answer) { (*shared)(std::move(answer)); });
  if (!taken) (*shared)(CodecFault{CodecFaultKind::Unavailable, "the codecs have no room"});
}

void CommandEncoder::wrap(const AdapterPtr& carrier, const CodecDevice& device,
                          const std::string& json, Instant now, const CommandEncoded& done) {
  const auto downlink = read_downlink(json);
  if (downlink.has_error()) return done(downlink.error());
  call(carrier, "encodeDownlink",
       to_argument(CodecDownlink{device, downlink->f_port, downlink->bytes}), now,
       [carrier, done](const CodecAnswer& answer) {
         if (answer.has_error()) return done(refused_by(*carrier, answer.error().reason));
         auto publish = read_publish(answer->json);
         if (publish.has_error()) return done(refused_by(*carrier, publish.error().reason));
         done(*std::move(publish));
       });
}

}  // namespace varde::adapters
