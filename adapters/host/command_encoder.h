// Puts a command to a device into its vendor's words, by the `encodeCommand` of its adapter and,
// behind a carrier, the carrier's `encodeDownlink`.
// Thread safety: one thread, that of the pool.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/host/adapter_routes.h"
#include "adapters/host/adapter_use.h"
#include "adapters/host/codec/codec_pool.h"
#include "adapters/host/codec_message.h"
#include "adapters/host/codec_signals.h"
#include "adapters/host/quarantine.h"
#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/event.h"
#include "broker/core/vocabulary.h"

namespace varde::adapters {

// What to publish, with its whole topic; else why the device cannot be told so: one line.
using EncodedCommand = Result<Publish, ResultFault>;
using CommandEncoded = std::function<void(EncodedCommand)>;

struct CommandToEncode {
  core::Device device;  // With a vendor.
  core::DeviceCommand command = core::DeviceCommand::Unspecified;
  LinkId link;
  Instant now;
};

class CommandEncoder {
 public:
  // Both outlive it.
  CommandEncoder(CodecPool& pool, const Quarantine& quarantine, std::vector<AdapterUse> uses);

  // `done` is called once, later or at once; never if the pool stops before.
  void encode(const std::shared_ptr<const AdapterRoutes>& routes, const CommandToEncode& wanted,
              CommandEncoded done);

 private:
  using AdapterPtr = std::shared_ptr<const Adapter>;

  // The adapter that is loaded and may be called; else why not.
  [[nodiscard]] Result<AdapterPtr, ResultFault> usable(const AdapterRoutes& routes,
                                                       const std::string& id) const;
  // Null: the adapter that hears the device is not in use on this link.
  [[nodiscard]] const AdapterUse* use_for(const core::VendorDevice& vendor,
                                          const LinkId& link) const;
  void call(const AdapterPtr& adapter, const char* function, std::string argument, Instant now,
            CodecPool::Handler handler);
  void wrap(const AdapterPtr& carrier, const CodecDevice& device, const std::string& json,
            Instant now, const CommandEncoded& done);

  CodecPool& pool_;
  const Quarantine& quarantine_;
  const std::vector<AdapterUse> uses_;
};

}  // namespace varde::adapters
