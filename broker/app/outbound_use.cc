#include "broker/app/outbound_use.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <random>
#include <utility>

#include "broker/app/outbound_figures.h"
#include "broker/base/overload.h"

namespace varde::app {
namespace {

using core::EffectOutcome;

outbound::Jitter random_jitter() {
  auto source = std::make_shared<std::mt19937_64>(std::random_device{}());
  return [source] { return std::uniform_real_distribution<double>(-1, 1)(*source); };
}

outbound::OutboundOptions options_of(const OutboundParts& parts) {
  outbound::OutboundOptions options;
  options.receivers = parts.receivers;
  options.log_id = parts.log_id;
  options.jitter = random_jitter();
  return options;
}

outbound::OutboundHooks hooks_of(const OutboundParts& parts, const OutboundView& view) {
  outbound::OutboundHooks hooks;
  hooks.look_up = [&view](AlarmId id) { return view.look_up(id); };
  hooks.publish = [links = parts.links](const LinkId& link, const adapters::Publish& publish,
                                        outbound::Expiry expiry) {
    return links->publish(link, publish, expiry);
  };
  hooks.conclude = [post = parts.post](core::ConcludeEffect done) { post(std::move(done)); };
  hooks.report = [post = parts.post](core::ReportHealth report) {
    if (report.well) spdlog::info("receiver {} takes notifications", report.name);
    if (!report.well) spdlog::warn("receiver {} is unwell: {}", report.name, report.detail);
    post(std::move(report));
  };
  return hooks;
}

}  // namespace

OutboundUse::OutboundUse(OutboundParts parts, const core::State& recovered, const Clock& clock)
    : parts_(std::move(parts)),
      clock_(clock),
      view_(recovered),
      outbound_(options_of(parts_), clock, hooks_of(parts_, view_)) {}

void OutboundUse::start() { outbound_.start(); }
void OutboundUse::stop() { outbound_.stop(); }

void OutboundUse::run_effect(const core::Effect& effect) {
  std::visit(Overload{[&](const core::TellDevice& tell) { on_link(tell.link, effect); },
                      [&](const core::Notify&) { outbound_.run(effect); },
                      [&](const core::SendCommand& send) { command(effect, send); }},
             effect.what);
}

void OutboundUse::on_link(const LinkId& link, const core::Effect& effect) {
  if (parts_.links->run(link, effect)) return;
  conclude(effect.id, EffectOutcome::Failed, "the link is no longer configured");
}

void OutboundUse::command(const core::Effect& effect, const core::SendCommand& send) {
  const auto device = view_.device(send.device);
  if (!device) return conclude(effect.id, EffectOutcome::Failed, "the device is in no register");
  if (!device->vendor) return on_link(send.link, effect);
  if (parts_.adapters == nullptr) {
    return conclude(effect.id, EffectOutcome::Failed, "no adapter is in use");
  }
  parts_.adapters->encode_command(
      *device, send.command, send.link, clock_.now(),
      [this, effect, link = send.link](const adapters::EncodedCommand& made) {
        say(effect, link, made);
      });
}

// On the adapters' thread. The time is looked at last: a door must not open late.
void OutboundUse::say(const core::Effect& effect, const LinkId& link,
                      const adapters::EncodedCommand& made) {
  if (made.has_error()) return conclude(effect.id, EffectOutcome::Failed, made.error().reason);
  if (clock_.now() >= effect.expires_at) {
    return conclude(effect.id, EffectOutcome::Expired, "it could not be sent in time");
  }
  std::string why = parts_.links->publish(link, *made, effect.expires_at);
  const auto outcome = why.empty() ? EffectOutcome::Delivered : EffectOutcome::Failed;
  conclude(effect.id, outcome, std::move(why));
}

void OutboundUse::conclude(EffectId effect, EffectOutcome outcome, std::string why) {
  parts_.post(core::ConcludeEffect{effect, outcome, std::move(why)});
}

std::vector<api::Figure> OutboundUse::figures() const {
  return figures_of(outbound_.counters(), clock_.now());
}

}  // namespace varde::app
