#include "broker/api/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "broker/wire/names.h"

namespace varde::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Metrics that are read off something else at the moment of asking.
class Reading {
 public:
  Reading(std::string name, std::string help, MetricType type)
      : family_{std::move(name), std::move(help), type, {}} {}

  Reading& add(double value, std::vector<ClientMetric::Label> labels = {}) {
    ClientMetric& metric = family_.metric.emplace_back();
    metric.label = std::move(labels);
    if (family_.type == MetricType::Counter)
      metric.counter.value = value;
    else
      metric.gauge.value = value;
    return *this;
  }
  [[nodiscard]] const std::string& name() const { return family_.name; }
  MetricFamily take() { return std::move(family_); }

 private:
  MetricFamily family_;
};

MetricFamily counter(std::string name, std::string help, std::uint64_t value) {
  return Reading(std::move(name), std::move(help), MetricType::Counter)
      .add(static_cast<double>(value))
      .take();
}

MetricFamily gauge(std::string name, std::string help, std::uint64_t value) {
  return Reading(std::move(name), std::move(help), MetricType::Gauge)
      .add(static_cast<double>(value))
      .take();
}

void read_engine(const engine::Engine& engine, std::vector<MetricFamily>& out) {
  const engine::Counters counters = engine.counters();
  out.push_back(counter("varde_messages_total", "Field messages decided.", counters.messages));
  out.push_back(
      counter("varde_messages_repeated_total", "Of them, known already.", counters.repeated));
  out.push_back(counter("varde_messages_undecodable_total", "Of them, not understood.",
                        counters.undecodable));
  out.push_back(counter("varde_messages_refused_storage_total",
                        "Field messages refused because storage was low.",
                        counters.refused_storage));
  out.push_back(counter("varde_commands_total", "Commands decided.", counters.commands));
  out.push_back(counter("varde_commands_refused_total", "Of them, refused by the rules.",
                        counters.refused_commands));
  out.push_back(counter("varde_events_total", "Events committed since start.", counters.events));
  out.push_back(counter("varde_commits_total", "Commits since start.", counters.commits));
  out.push_back(counter("varde_slow_commits_total", "Of them, those that took 2 s or longer.",
                        counters.slow_commits));
  out.push_back(Reading("varde_commit_seconds", "How long the present commit has taken by now.",
                        MetricType::Gauge)
                    .add(std::chrono::duration<double>(counters.commit_under_way).count())
                    .take());
  out.push_back(Reading("varde_waiting_messages", "Waiting to be decided.", MetricType::Gauge)
                    .add(static_cast<double>(counters.waiting_urgent), {{"lane", "urgent"}})
                    .add(static_cast<double>(counters.waiting_bulk), {{"lane", "bulk"}})
                    .take());
  out.push_back(gauge("varde_storage_low", "1 while field messages are refused.",
                      engine.storage_low() ? 1 : 0));
}

// What other parts of the broker count.
void read_more(std::vector<Figure> figures, std::vector<MetricFamily>& out) {
  std::vector<Reading> readings;
  for (Figure& figure : figures) {
    if (readings.empty() || readings.back().name() != figure.name) {
      readings.emplace_back(figure.name, std::move(figure.help),
                            figure.counter ? MetricType::Counter : MetricType::Gauge);
    }
    std::vector<ClientMetric::Label> labels;
    for (auto& [name, value] : figure.labels) labels.push_back({std::move(name), std::move(value)});
    readings.back().add(figure.value, std::move(labels));
  }
  for (Reading& reading : readings) out.push_back(reading.take());
}

MetricFamily open_alarms(const ReadModel& model) {
  std::map<core::Priority, std::size_t> open{{core::Priority::Critical, 0},
                                             {core::Priority::High, 0},
                                             {core::Priority::Medium, 0},
                                             {core::Priority::Low, 0}};
  for (const core::QueueKey& key : model.state().alarms.queue()) open[key.priority] += 1;
  Reading reading("varde_open_alarms", "Open alarms.", MetricType::Gauge);
  for (const auto& [priority, count] : open) {
    reading.add(static_cast<double>(count), {{"priority", std::string(wire::name(priority))}});
  }
  return reading.take();
}

MetricFamily links(const ReadModel& model) {
  Reading reading("varde_link_up", "1 while the link is connected.", MetricType::Gauge);
  for (const auto& [id, link] : model.state().links) {
    reading.add(link.up ? 1 : 0, {{"link", id.str()}});
  }
  return reading.take();
}

}  // namespace

class Metrics::Impl {
 public:
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("varde_http_requests_total")
                                                          .Help("HTTP requests answered.")
                                                          .Register(registry);
  prometheus::Counter& login_failures = prometheus::BuildCounter()
                                            .Name("varde_login_failures_total")
                                            .Help("Log-ins with a wrong user or password.")
                                            .Register(registry)
                                            .Add({});
};

Metrics::Metrics(MoreFigures more) : impl_(std::make_unique<Impl>()), more_(std::move(more)) {}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view method, std::string_view route, unsigned status) {
  // Methods come from outside: only the usual ones get a series of their own.
  static constexpr std::array<std::string_view, 4> kMethods{"GET", "HEAD", "POST", "DELETE"};
  const bool usual = std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
  impl_->requests
      .Add({{"method", std::string(usual ? method : "other")},
            {"route", std::string(route)},
            {"status", std::to_string(status)}})
      .Increment();
}

void Metrics::count_login_failure() { impl_->login_failures.Increment(); }

std::string Metrics::text(const engine::Engine& engine, const ReadModel& model,
                          std::size_t streams) const {
  std::vector<MetricFamily> families = impl_->registry.Collect();
  read_engine(engine, families);
  families.push_back(gauge("varde_log_position", "Position of the newest event that is shown.",
                           model.position().value()));
  families.push_back(open_alarms(model));
  families.push_back(gauge("varde_streams", "Open streams of consoles.", streams));
  families.push_back(links(model));
  if (more_) read_more(more_(), families);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace varde::api
