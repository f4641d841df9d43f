#include "adapters/host/adapter_host.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "adapters/host/canonical.h"
#include "adapters/host/canonical_topic.h"
#include "adapters/host/codec/codec_reason.h"
#include "adapters/host/codec_message.h"
#include "adapters/host/codec_signals.h"
#include "adapters/host/decode_job.h"
#include "adapters/host/device_directory.h"
#include "adapters/host/device_states.h"
#include "adapters/host/field_message.h"
#include "adapters/host/mapped_adapter.h"
#include "adapters/host/quarantine.h"
#include "adapters/host/turns.h"
#include "broker/base/utf8.h"

namespace varde::adapters {
namespace {

using core::DecodeFailure;
using core::DecodeFailureKind;

DecodeFailure failure_of(const CodecFault& fault) {
  switch (fault.kind) {
    case CodecFaultKind::Threw: return {DecodeFailureKind::Malformed, fault.reason};
    case CodecFaultKind::BadResult:
    case CodecFaultKind::NoFunction: return {DecodeFailureKind::BadResult, fault.reason};
    default:
      return {DecodeFailureKind::CodecStopped,
              std::string(name_of(fault.kind)) + ": " + fault.reason};
  }
}

AdapterVersion version_of(const Adapter& adapter) {
  return {adapter.manifest.id, adapter.manifest.version};
}
AdapterVersion version_of(const CompiledAdapter& adapter) {
  return {std::string(adapter.id()), ""};
}

// What `ask` answers of a compiled adapter, or what it threw: its code runs in the broker, and must
// not end it.
template <class Ask>
auto guarded(Ask ask) -> Result<decltype(ask()), CodecFault> {
  try {
    return ask();
  } catch (const std::exception& error) {
    return CodecFault{CodecFaultKind::Crashed,
                      to_reason(std::string("exception: ") + error.what())};
  } catch (...) {
    return CodecFault{CodecFaultKind::Crashed, "exception: of no known kind"};
  }
}

}  // namespace

class AdapterHost::Impl {
 public:
  Impl(AdapterHostOptions options, std::vector<std::shared_ptr<const Adapter>> adapters,
       const std::vector<CompiledAdapterFactory>& compiled, const core::State& state, Hooks hooks)
      : options_(std::move(options)),
        hooks_(std::move(hooks)),
        directory_(options_.devices),
        states_(options_.devices, state),
        compiled_(make_all(compiled)),
        routes_(std::make_shared<AdapterRoutes>(options_.uses, std::move(adapters))),
        turns_(std::make_shared<Turns>(io_)),
        quarantine_([this](core::ChangeAdapter change) {
          quarantined_ = quarantine_.held();
          hooks_.changed(std::move(change));
        }),
        pool_(io_, with_room(options_)),
        encoder_(pool_, quarantine_, options_.uses) {}

  ~Impl() { stop(); }

  void start() {
    boost::asio::post(io_, [this] { pool_.start(); });
    thread_ = std::thread([this] { io_.run(); });
  }

  void stop() {
    if (!thread_.joinable()) return;
    turns_->close();
    boost::asio::post(io_, [this] {
      pool_.stop();
      work_.reset();
      io_.stop();
    });
    thread_.join();
  }

  DecodeAnswer decode(core::RawMessage& raw, Done done) {
    if (is_own_topic(raw.topic) || !is_utf8(raw.topic)) return canonical(raw);
    DecodeJob job;
    if (!find_adapter(raw, job)) return canonical(raw);
    if (raw.payload.size() > kLargestPayload && job.compiled == nullptr) {
      return Decoded{counted(failed(std::move(raw), job, too_large(raw.payload.size()))), nullptr};
    }
    job.lane = lane_of(job);
    job.bytes = raw.payload.size();
    if (!admit(job)) return NoRoomToDecode{};
    job.raw = storable(std::move(raw));
    job.done = std::move(done);
    const std::string order = order_of(job);
    turns_->enter(order, [this, shared = std::make_shared<DecodeJob>(std::move(job))](Turn turn) {
      shared->turn = std::move(turn);
      run(*shared, shared);
    });
    return DecodedLater{};
  }

  std::vector<std::string> filters(const LinkId& link) const {
    std::vector<std::string> out = routes()->filters(link);
    for (const AdapterUse& use : options_.uses) {
      const CompiledAdapter* adapter = find_compiled(use.adapter);
      if (adapter == nullptr || !use.is_heard_on(link)) continue;
      for (const std::string& filter : adapter->filters()) out.push_back(use.prefix + filter);
    }
    return narrowed(std::move(out));
  }

  void encode_command(const core::Device& device, core::DeviceCommand command, const LinkId& link,
                      Instant now, CommandEncoded done) {
    boost::asio::post(io_, [this, device, command, link, now, done = std::move(done)]() mutable {
      encoder_.encode(routes(), {device, command, link, now}, std::move(done));
    });
  }

  void committed(const std::vector<core::Event>& events) {
    states_.committed(events);
    for (const core::Event& event : events) {
      const auto* change = std::get_if<core::LinkChanged>(&event.body);
      if (change == nullptr || !change->up) continue;
      boost::asio::post(io_, [this, link = change->link, at = event.at] { link_is_up(link, at); });
    }
  }

  void set_adapters(std::vector<std::shared_ptr<const Adapter>> adapters) {
    const auto after = std::make_shared<AdapterRoutes>(options_.uses, std::move(adapters));
    std::shared_ptr<const AdapterRoutes> before;
    {
      const std::scoped_lock lock(mutex_);
      before = std::exchange(routes_, after);
    }
    boost::asio::post(io_, [this, before, after] { replaced(*before, *after); });
  }

  std::shared_ptr<const AdapterRoutes> routes() const {
    const std::scoped_lock lock(mutex_);
    return routes_;
  }

  AdapterCounters counters() const {
    AdapterCounters out;
    out.decoded = decoded_;
    out.failed = failed_;
    out.no_room = no_room_;
    out.quarantined = quarantined_;
    out.waiting_urgent = load_of(CodecLane::Urgent).messages;
    out.waiting_bulk = load_of(CodecLane::Bulk).messages;
    out.urgent = pool_.counters(CodecLane::Urgent);
    out.bulk = pool_.counters(CodecLane::Bulk);
    return out;
  }

 private:
  using JobPtr = std::shared_ptr<DecodeJob>;

  std::vector<std::unique_ptr<CompiledAdapter>> make_all(
      const std::vector<CompiledAdapterFactory>& factories) const {
    std::vector<std::unique_ptr<CompiledAdapter>> out;
    for (const CompiledAdapterFactory& make : factories) out.push_back(make(directory_, states_));
    return out;
  }

  // What the host admits, the pool takes.
  static CodecPoolOptions with_room(const AdapterHostOptions& options) {
    CodecPoolOptions out = options.pool;
    out.queue = std::max(out.queue, options.most_messages);
    return out;
  }

  static Decoded canonical(core::RawMessage& raw) {
    return {decode_canonical(std::move(raw)), nullptr};
  }

  // False: the topic is no vendor's.
  bool find_adapter(const core::RawMessage& raw, DecodeJob& job) const {
    job.routes = routes();
    if (auto match = job.routes->match(raw.link, raw.topic)) {
      job.match = *std::move(match);
      return true;
    }
    for (const AdapterUse& use : options_.uses) {
      CompiledAdapter* adapter = find_compiled(use.adapter);
      if (adapter == nullptr || !use.is_heard_on(raw.link)) continue;
      if (!raw.topic.starts_with(use.prefix)) continue;
      if (!adapter->reads(std::string_view(raw.topic).substr(use.prefix.size()))) continue;
      job.compiled = adapter;
      job.match.use = &use;
      return true;
    }
    return false;
  }

  CompiledAdapter* find_compiled(std::string_view id) const {
    const auto found =
        std::ranges::find_if(compiled_, [&](const auto& adapter) { return adapter->id() == id; });
    return found == compiled_.end() ? nullptr : found->get();
  }

  // The type that the device is registered with; null if it is not, or the adapter knows no such.
  const DeviceType* type_of(const DecodeJob& job, const core::Device* device) const {
    if (device == nullptr) return nullptr;
    const auto adapter = job.routes->find(device->vendor->adapter);
    if (adapter == nullptr) return nullptr;
    const auto type = adapter->manifest.types.find(device->vendor->model);
    return type == adapter->manifest.types.end() ? nullptr : &type->second;
  }

  // A device in no register is bulk: a flood of strangers must not delay a call. So is what is
  // compiled: it takes no worker, and its telemetry must not fill the room of the calls.
  CodecLane lane_of(const DecodeJob& job) const {
    if (job.compiled != nullptr) return CodecLane::Bulk;
    const DeviceType* type =
        type_of(job, directory_.find(job.match.use->adapter, job.match.address));
    return type != nullptr && is_urgent(*type) ? CodecLane::Urgent : CodecLane::Bulk;
  }

  std::string order_of(const DecodeJob& job) const {
    const std::string& prefix = job.match.use->prefix;
    const std::string own =
        job.compiled == nullptr
            ? job.match.address
            : job.compiled->order_of(std::string_view(job.raw.topic).substr(prefix.size()));
    return job.match.use->adapter + '\0' + prefix + '\0' + own;
  }

  // Never more messages than the bound; of bytes a race admits a message or two more.
  bool admit(const DecodeJob& job) {
    Load& load = load_of(job.lane);
    if (load.messages.fetch_add(1) >= options_.most_messages || load.bytes >= options_.most_bytes) {
      load.messages -= 1;
      no_room_ += 1;
      return false;
    }
    load.bytes += job.bytes;
    return true;
  }

  // From here on the host's thread.

  void run(DecodeJob& job, const JobPtr& shared) {
    if (job.compiled != nullptr) return run_compiled(job);
    if (!match_anew(job)) return hand_over(job, decode_canonical(std::move(job.raw)));
    const Adapter& adapter = *job.match.adapter;
    if (adapter.manifest.map) return run_map(job, adapter);
    CodecMessage message = message_of(job);
    if (!adapter.manifest.carrier) return call(shared, job.match.adapter, "normalize", message);
    call(shared, job.match.adapter, "unwrap", message);
  }

  // The adapters may have been replaced while the message waited: those that are there now decode
  // it. False: none of them reads its topic.
  bool match_anew(DecodeJob& job) const {
    auto now = routes();
    if (job.routes == now) return true;
    auto match = now->match(job.raw.link, job.raw.topic);
    if (!match) return false;
    job.match = *std::move(match);
    job.routes = std::move(now);
    return true;
  }

  // The host's adapters are `after` from now on.
  void replaced(const AdapterRoutes& before, const AdapterRoutes& after) {
    for (const auto& adapter : before.adapters()) {
      const auto next = after.find(adapter->manifest.id);
      if (next == adapter) continue;
      if (next == nullptr) quarantine_.release(version_of(*adapter), "no longer loaded");
      if (adapter->codec != nullptr) pool_.withdraw(adapter->codec);
    }
    for (const auto& adapter : after.adapters()) {
      if (before.find(adapter->manifest.id) != adapter)
        quarantine_.release(version_of(*adapter), "loaded anew");
    }
  }

  bool is_in_use(const std::shared_ptr<const Adapter>& adapter) const {
    return routes()->find(adapter->manifest.id) == adapter;
  }

  CodecMessage message_of(const DecodeJob& job) const {
    CodecMessage message;
    message.topic = job.raw.topic.substr(job.match.use->prefix.size());
    message.name = job.match.topic->name;
    message.captures = job.match.captures;
    message.payload = job.raw.payload;
    message.retained = job.raw.retained;
    message.received_at = job.raw.received_at;
    describe(directory_.find(job.match.use->adapter, job.match.address), message);
    message.device.address = job.match.address;
    return message;
  }

  void describe(const core::Device* device, CodecMessage& message) const {
    if (device == nullptr) return;
    message.device.address = device->vendor->address;
    message.device.type = device->vendor->model;
    if (!device->vendor->parameters.empty()) message.device.parameters = device->vendor->parameters;
    message.previous = states_.of(device->ref);
  }

  void link_is_up(const LinkId& link, Instant at) {
    for (const AdapterUse& use : options_.uses) {
      CompiledAdapter* adapter = find_compiled(use.adapter);
      if (adapter == nullptr || !use.is_heard_on(link)) continue;
      if (quarantine_.holds(version_of(*adapter))) continue;
      auto said = guarded([&] { return adapter->on_link_up(at); });
      if (said) {
        publish(link, use, *std::move(said));
      } else {
        quarantine_.failed(version_of(*adapter), said.error());
      }
    }
  }

  void publish(const LinkId& link, const AdapterUse& use, std::vector<Publish> messages) {
    if (!hooks_.publish) return;
    for (Publish& message : messages) {
      message.topic.insert(0, use.prefix);
      hooks_.publish(link, std::move(message));
    }
  }

  void run_compiled(DecodeJob& job) {
    const AdapterVersion version = version_of(*job.compiled);
    if (quarantine_.holds(version)) return fail(job, out_of_use(version));
    const auto topic = std::string_view(job.raw.topic).substr(job.match.use->prefix.size());
    auto answer =
        guarded([&] { return job.compiled->decode(topic, job.raw.payload, job.raw.received_at); });
    if (!answer) {
      quarantine_.failed(version, answer.error());
      return fail(job, failure_of(answer.error()));
    }
    quarantine_.answered(version);
    job.match.address = answer->address;
    publish(job.raw.link, *job.match.use, std::move(answer->publish));
    if (answer->failure) return fail(job, *std::move(answer->failure));
    deliver(job, nullptr, std::move(answer->signals));
  }

  void run_map(DecodeJob& job, const Adapter& adapter) {
    PreviousStates previous;
    if (const core::Device* device = directory_.find(job.match.use->adapter, job.match.address)) {
      for (const auto& [kind, reported] : states_.of(device->ref)) previous[kind] = reported.state;
    }
    auto signals = decode_mapped(*adapter.manifest.map, job.raw.payload, previous);
    if (signals.has_error()) return fail(job, std::move(signals).error());
    std::vector<CodecSignal> out;
    for (core::Signal& signal : *signals) out.push_back({std::nullopt, std::move(signal)});
    deliver(job, &adapter, std::move(out));
  }

  void call(const JobPtr& job, std::shared_ptr<const Adapter> adapter, const char* function,
            const CodecMessage& message) {
    const AdapterVersion version = version_of(*adapter);
    if (is_in_use(adapter) && quarantine_.holds(version)) return fail(*job, out_of_use(version));
    CodecCall codec_call;
    codec_call.codec = adapter->codec;
    codec_call.function = function;
    codec_call.argument = to_argument(message);
    codec_call.now = job->raw.received_at;
    codec_call.seed = seed_of(job->raw.topic, job->raw.payload);
    const bool taken = pool_.call(
        job->lane, std::move(codec_call),
        [this, job, adapter](CodecAnswer answer) { answered(job, adapter, std::move(answer)); });
    // The lanes of the pool are at least as long as the host's, so this is its end.
    if (!taken) fail(*job, {DecodeFailureKind::CodecStopped, "the codecs are stopping"});
  }

  void answered(const JobPtr& job, const std::shared_ptr<const Adapter>& adapter,
                CodecAnswer answer) {
    if (answer.has_error()) return stopped(job, adapter, answer.error());
    if (is_in_use(adapter)) quarantine_.answered(version_of(*adapter));
    if (adapter->manifest.carrier) return unwrapped(job, *adapter, answer->json);
    auto signals = read_signals(answer->json, all_kinds(adapter->manifest));
    if (signals.has_error())
      return fail(*job, {DecodeFailureKind::BadResult, signals.error().reason});
    deliver(*job, adapter.get(), *std::move(signals));
  }

  void stopped(const JobPtr& job, const std::shared_ptr<const Adapter>& adapter,
               const CodecFault& fault) {
    if (fault.kind == CodecFaultKind::Withdrawn) {
      // Once more, from the start: by another version, or as out of use.
      job->envelope.reset();
      return run(*job, job);
    }
    // What a version does that has been replaced meanwhile is not held against the next.
    const bool in_use = is_in_use(adapter);
    const AdapterVersion version = version_of(*adapter);
    const bool held = quarantine_.holds(version);
    if (in_use) quarantine_.failed(version, fault);
    // Posted, for this is called from within the pool.
    if (in_use && !held && quarantine_.holds(version)) {
      boost::asio::post(io_, [this, codec = adapter->codec] { pool_.withdraw(codec); });
    }
    fail(*job, failure_of(fault));
  }

  static DecodeFailure out_of_use(const AdapterVersion& adapter) {
    const std::string until = adapter.version.empty()
                                  ? " is out of use until the broker is started anew"
                                  : " " + adapter.version + " is out of use until it is mended";
    return {DecodeFailureKind::Quarantined, "adapter " + adapter.id + until};
  }

  static DecodeFailure too_large(std::size_t bytes) {
    return {
        DecodeFailureKind::PayloadTooLarge,
        "payload: " + std::to_string(bytes) + " bytes; at most " + std::to_string(kLargestPayload)};
  }

  // What a carrier's envelope held: something of the network's own, or a frame for the adapter of
  // the device.
  void unwrapped(const JobPtr& job, const Adapter& carrier, const std::string& json) {
    auto out = read_unwrapped(json, all_kinds(carrier.manifest));
    if (out.has_error()) return fail(*job, {DecodeFailureKind::BadResult, out.error().reason});
    job->match.address = out->device;
    if (!out->bytes) return deliver(*job, &carrier, std::move(out->signals));
    const core::Device* device = directory_.find(carrier.manifest.id, out->device);
    const auto adapter = device == nullptr ? nullptr : job->routes->find(device->vendor->adapter);
    if (adapter == nullptr || adapter->codec == nullptr) {
      return fail(*job, {DecodeFailureKind::UnknownDevice,
                         "device " + out->device + " of " + carrier.manifest.id +
                             (device == nullptr ? " is in no register: what its frames mean is not "
                                                  "known"
                                                : " has an adapter that is not loaded")});
    }
    CodecMessage message;
    message.payload = *std::move(out->bytes);
    message.retained = job->raw.retained;
    message.received_at = job->raw.received_at;
    message.network_time = out->network_time;
    message.f_port = out->f_port;
    describe(device, message);
    out->bytes.reset();
    job->envelope = *std::move(out);
    call(job, adapter, "decode", message);
  }

  // `adapter`: whose signals they are; null: a compiled one's.
  void deliver(DecodeJob& job, const Adapter* adapter, std::vector<CodecSignal> signals) {
    if (job.envelope) add_envelope(*job.envelope, signals);
    MessageParts parts{std::move(job.raw), job.match.address, std::move(signals)};
    hand_over(job, to_field_message(std::move(parts), [&](const std::string& address) {
                return speaker(job, adapter, address);
              }));
  }

  Speaker speaker(const DecodeJob& job, const Adapter* adapter, const std::string& address) const {
    Speaker out;
    const std::string& heard_by = job.match.use->adapter;
    const core::Device* device = directory_.find(heard_by, address);
    out.device = device != nullptr ? device->ref
                                   : core::DeviceRef{job.match.use->municipality,
                                                     unregistered_device_id(heard_by, address)};
    // What a carrier says of itself is of its own types, whatever the device is.
    const bool own = adapter != nullptr && !adapter->manifest.carrier;
    if (own) out.type = type_of(job, device);
    return out;
  }

  void fail(DecodeJob& job, DecodeFailure failure) {
    core::RawMessage raw = std::move(job.raw);
    hand_over(job, failed(std::move(raw), job, std::move(failure)));
  }

  core::FieldMessage failed(core::RawMessage raw, const DecodeJob& job,
                            DecodeFailure failure) const {
    core::FieldMessage message;
    message.raw = storable(std::move(raw));
    // A compiled adapter that was not asked, or threw, has not said whose message it is.
    if (!job.match.address.empty())
      message.device = speaker(job, nullptr, job.match.address).device;
    message.content = std::move(failure);
    return message;
  }

  void hand_over(DecodeJob& job, core::FieldMessage message) {
    Load& load = load_of(job.lane);
    load.messages -= 1;
    load.bytes -= job.bytes;
    const Done done = std::move(job.done);
    done({counted(std::move(message)), std::move(job.turn)});
  }

  core::FieldMessage counted(core::FieldMessage message) {
    const auto is_failure = [](const core::Content& content) {
      return std::holds_alternative<DecodeFailure>(content);
    };
    decoded_ += 1;
    if (is_failure(message.content) ||
        std::ranges::any_of(message.others, is_failure, &core::Report::content)) {
      failed_ += 1;
    }
    return message;
  }

  struct Load {
    std::atomic<std::size_t> messages{0};
    std::atomic<std::size_t> bytes{0};
  };
  Load& load_of(CodecLane lane) { return loads_[static_cast<std::size_t>(lane)]; }
  const Load& load_of(CodecLane lane) const { return loads_[static_cast<std::size_t>(lane)]; }

  const AdapterHostOptions options_;
  const Hooks hooks_;
  const DeviceDirectory directory_;
  DeviceStates states_;
  const std::vector<std::unique_ptr<CompiledAdapter>> compiled_;

  mutable std::mutex mutex_;  // Guards the next.
  std::shared_ptr<const AdapterRoutes> routes_;

  std::array<Load, kCodecLanes> loads_;
  std::atomic<std::uint64_t> decoded_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<std::uint64_t> no_room_{0};
  std::atomic<std::size_t> quarantined_{0};

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  std::shared_ptr<Turns> turns_;
  Quarantine quarantine_;  // The host's thread only.
  CodecPool pool_;
  CommandEncoder encoder_;
  std::thread thread_;
};

AdapterHost::AdapterHost(AdapterHostOptions options,
                         std::vector<std::shared_ptr<const Adapter>> adapters,
                         std::vector<CompiledAdapterFactory> compiled, const core::State& state,
                         Hooks hooks)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(adapters), compiled, state,
                                   std::move(hooks))) {}

AdapterHost::~AdapterHost() = default;
void AdapterHost::start() { impl_->start(); }
void AdapterHost::stop() { impl_->stop(); }

DecodeAnswer AdapterHost::decode(core::RawMessage& raw, Done done) {
  return impl_->decode(raw, std::move(done));
}

void AdapterHost::encode_command(const core::Device& device, core::DeviceCommand command,
                                 const LinkId& link, Instant now, CommandEncoded done) {
  impl_->encode_command(device, command, link, now, std::move(done));
}

std::vector<std::string> AdapterHost::filters(const LinkId& link) const {
  return impl_->filters(link);
}

void AdapterHost::committed(const std::vector<core::Event>& events) { impl_->committed(events); }

void AdapterHost::set_adapters(std::vector<std::shared_ptr<const Adapter>> adapters) {
  impl_->set_adapters(std::move(adapters));
}

std::vector<std::shared_ptr<const Adapter>> AdapterHost::adapters() const {
  return impl_->routes()->adapters();
}

AdapterCounters AdapterHost::counters() const { return impl_->counters(); }

}  // namespace varde::adapters
