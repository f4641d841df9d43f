#include "tools/varde/sim/simulation.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <thread>
#include <utility>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "broker/core/rules.h"
#include "tools/varde/command.h"
#include "tools/varde/open_log.h"

namespace varde::cli {
namespace {

using namespace std::chrono_literals;

FieldClientOptions named(FieldClientOptions options, const std::string& suffix) {
  options.client_id += suffix;
  return options;
}

// As a device after a firmware update that went wrong: a kind that nobody knows, or half a message.
std::string undecodable_payload(const Saying& saying) {
  const core::SignalKey& key = *saying.signal.key;
  std::string text = R"({"kind":"helpcall2","boot":")" + key.boot + R"(","sequence":")" +
                     std::to_string(key.sequence) + R"(","text":")" +
                     saying.device.municipality.str() + "/" + saying.device.device.str();
  if (key.sequence % 2 == 0) text += "\"}";
  return text;
}

}  // namespace

Simulation::Simulation(const app::Config& config, SimulationOptions options, Ledger& ledger)
    : options_(std::move(options)),
      ledger_(ledger),
      town_(config.site, options_.town),
      reader_(open_log(config)),
      next_(reader_.log().end().next()) {
  for (const FieldClientOptions& way : options_.ways) {
    ways_.push_back(std::make_unique<Way>(way));
    ways_.back()->bulk.connect(10s);
    ways_.back()->urgent.connect(10s);
  }
}

Simulation::Way::Way(const FieldClientOptions& options)
    : bulk(named(options, "-bulk")), urgent(named(options, "-urgent")) {}

// The same in every run, whatever the library's hash: by the sum of its letters.
Simulation::Way& Simulation::way_of(const core::DeviceRef& device) {
  std::size_t sum = 0;
  for (const char letter : device.device.str()) sum += static_cast<unsigned char>(letter);
  return *ways_[sum % ways_.size()];
}

void Simulation::run() {
  started_ = Clock::now();
  next_second_ = started_ + 1s;
  live(options_.length == 0s ? Clock::time_point::max() : started_ + options_.length);
  settle();
}

void Simulation::live(Clock::time_point until) {
  while (!stopping_ && Clock::now() < until) {
    const auto due = town_.next();
    const auto wait = due ? std::chrono::duration<double, std::milli>(
                                static_cast<double>(due->count()) / options_.speed)
                          : std::chrono::duration<double, std::milli>(1h);
    const auto at = started_ + std::chrono::duration_cast<Clock::duration>(wait);
    const bool room = open_ < kMostOpen;
    if (room && at <= Clock::now()) {
      say(town_.say());
    } else {
      std::this_thread::sleep_until(
          std::min({room ? at : Clock::now() + 10ms, next_second_, Clock::now() + 100ms}));
    }
    if (Clock::now() >= next_second_) each_second();
  }
}

// The simulator's own end must not read as a loss: what is on its way gets time to arrive.
void Simulation::settle() {
  const auto until = Clock::now() + kPatience;
  const auto unsettled = [this] {
    const Totals totals = ledger_.totals();
    return open_ > 0 || totals.stored < totals.acknowledged;
  };
  while (unsettled() && Clock::now() < until) {
    std::this_thread::sleep_for(50ms);
    send_again();
    read_log();
  }
  read_log();
  ledger_.sync();
}

void Simulation::say(const Saying& saying) {
  const core::Rule* rule = core::rule_for(saying.signal.kind, saying.signal.state);
  Message message;
  message.key = {saying.device, saying.signal.key->boot, saying.signal.key->sequence};
  message.urgent = rule != nullptr && rule->priority <= core::Priority::High;
  message.topic = adapters::signal_topic(saying.device, message.urgent);
  const bool json = message.key.sequence % 4 == 0;
  message.payload = saying.undecodable ? undecodable_payload(saying)
                                       : adapters::encode_canonical(
                                             saying.signal, json ? adapters::Form::Json
                                                                 : adapters::Form::Protobuf);
  ledger_.published(message.key, saying.press, saying.undecodable ? message.payload : "");
  // An undecodable message has no key that Varde could know a repeat by.
  if (saying.duplicate && !saying.undecodable) {
    ++open_;
    ledger_.repeated();
    send(message);
  }
  ++open_;
  send(std::move(message));
}

void Simulation::send(Message message) {
  Way& way = way_of(message.key.device);
  FieldClient& client = message.urgent ? way.urgent : way.bulk;
  const bool taken = client.publish(
      message.topic, message.payload,
      [this, message](const PublishOutcome& outcome) { answered(message, outcome); });
  if (taken) return;
  const std::lock_guard lock(mutex_);
  again_.push_back(std::move(message));
}

void Simulation::answered(Message message, const PublishOutcome& outcome) {
  // "Nobody receives this" is no acknowledgement of what matters: Varde's session is not there yet.
  if (outcome.acknowledged && outcome.reason_code != kNoMatchingSubscribers) {
    ledger_.acknowledged(message.key);
    --open_;
    return;
  }
  const std::lock_guard lock(mutex_);
  again_.push_back(std::move(message));
}

void Simulation::send_again() {
  std::deque<Message> kept;
  {
    const std::lock_guard lock(mutex_);
    kept.swap(again_);
  }
  for (Message& message : kept) {
    ledger_.repeated();
    send(std::move(message));
  }
}

void Simulation::each_second() {
  next_second_ = Clock::now() + 1s;
  const bool connected = std::ranges::all_of(
      ways_, [](const auto& way) { return way->bulk.connected() && way->urgent.connected(); });
  if (connected) send_again();
  read_log();
  ledger_.sync();
  show_progress();
}

void Simulation::read_log() {
  const auto refreshed = reader_.refresh();
  if (refreshed.has_error()) throw CannotError(describe(refreshed.error()));
  next_ = read_on(reader_.log(), next_,
                  [this](const eventlog::StoredEvent& event) { ledger_.stored(event); });
}

void Simulation::show_progress() const {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - started_);
  constexpr auto kBetweenLines = 10;
  if (!terminal && seconds.count() % kBetweenLines != 0) return;
  const Totals totals = ledger_.totals();
  std::cerr << (terminal ? "\r\033[K" : "") << "simulating " << seconds.count() << " s: published "
            << totals.published << ", acknowledged " << totals.acknowledged << ", stored "
            << totals.stored << ", alarms " << totals.alarms_raised << (terminal ? "" : "\n")
            << std::flush;
}

}  // namespace varde::cli
