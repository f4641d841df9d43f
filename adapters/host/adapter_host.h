// Runs the vendors' adapters in the broker: a message in, what it means out.
//
// A message goes to the adapter whose topic it came on; a carrier's envelope is unwrapped and its
// frame goes on to the adapter of the registered device. Urgent device types, those that can report
// what is critical or high, have workers of their own. What a codec cannot read, and what the
// sandbox had to stop, comes back as a DecodeFailure with the message: nothing is dropped. So does
// what a compiled adapter threw an exception at.
//
// Bounded: `most_messages` in each lane; beyond, there is no room and the link waits.
// Thread safety: all functions, any thread; hooks are called on the host's thread, except where
// they say otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/host/adapter.h"
#include "adapters/host/adapter_routes.h"
#include "adapters/host/codec/codec_pool.h"
#include "adapters/host/command_encoder.h"
#include "adapters/host/compiled_adapter.h"
#include "adapters/host/decoding.h"
#include "broker/core/event.h"
#include "broker/core/input.h"
#include "broker/core/state.h"

namespace varde::adapters {

struct AdapterHostOptions {
  std::vector<AdapterUse> uses;
  std::vector<core::Device> devices;          // The register's.
  std::size_t most_messages = 4'096;          // Waiting and being decoded, in each lane.
  std::size_t most_bytes = 16 * 1024 * 1024;  // Of their payloads, in each lane.
  CodecPoolOptions pool;
};

// Since the start.
struct AdapterCounters {
  std::uint64_t decoded = 0;    // Vendors' messages, also those that could not be read.
  std::uint64_t failed = 0;     // Of them, with a DecodeFailure.
  std::uint64_t no_room = 0;    // Offers that were sent back.
  std::size_t quarantined = 0;  // Adapters out of use, now.
  std::size_t waiting_urgent = 0;
  std::size_t waiting_bulk = 0;
  CodecCounters urgent;
  CodecCounters bulk;
};

class AdapterHost final : public Decoding {
 public:
  struct Hooks {
    std::function<void(core::ChangeAdapter)> changed;  // An adapter is out of use, or in use again.
    // An adapter wants something published on the link that it heard; may be empty.
    std::function<void(const LinkId&, Publish)> publish;
  };

  // `compiled`: the adapters in C++. `state`: as the log was recovered.
  AdapterHost(AdapterHostOptions options, std::vector<std::shared_ptr<const Adapter>> adapters,
              std::vector<CompiledAdapterFactory> compiled, const core::State& state, Hooks hooks);
  ~AdapterHost() override;  // As stop().
  AdapterHost(const AdapterHost&) = delete;
  AdapterHost& operator=(const AdapterHost&) = delete;

  // No adapter is in quarantine at first, whatever was before.
  void start();

  // What is being decoded is dropped: its sender has no acknowledgement. Links are to stop first.
  void stop();

  [[nodiscard]] DecodeAnswer decode(core::RawMessage& raw, Done done) override;
  [[nodiscard]] std::vector<std::string> filters(const LinkId& link) const override;

  // Makes what the adapter of `device` wants published on `link` for the command, which `now` is
  // the time of. `done` is called once, on the host's thread; it is destroyed without a call if the
  // host stops before. REQUIRES: device.vendor.
  void encode_command(const core::Device& device, core::DeviceCommand command, const LinkId& link,
                      Instant now, CommandEncoded done);

  // The events of one commit, before anybody is told of it: the last states of the devices, and
  // which links have come up.
  void committed(const std::vector<core::Event>& events);

  // From now on these are the adapters, also for messages that wait. Those that differ from before
  // leave the quarantine.
  void set_adapters(std::vector<std::shared_ptr<const Adapter>> adapters);
  [[nodiscard]] std::vector<std::shared_ptr<const Adapter>> adapters() const;

  [[nodiscard]] AdapterCounters counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::adapters
