#include "broker/app/alarm_figures.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "tests/support/world.h"

namespace varde::app {
namespace {

using namespace std::chrono_literals;
using test::at;

std::map<std::string, double> by_name(const AlarmFigures& figures, Instant now) {
  std::map<std::string, double> found;
  for (const api::Figure& figure : figures.figures(now)) found[figure.name] = figure.value;
  return found;
}

core::Event raised(Instant when, std::uint64_t number, IncidentId incident = {}) {
  core::AlarmRaised body;
  body.alarm = AlarmId(number);
  body.device = test::device("leak-1");
  body.incident = incident;
  return {when, {}, body};
}

}  // namespace

TEST_CASE("alarms are told by the ten minutes that are over and those under way", "[app]") {
  AlarmFigures figures{core::State()};
  const std::vector<core::Event> events = {raised(at(1min), 1), raised(at(9min), 2, IncidentId(1)),
                                           raised(at(12min), 3)};

  figures.committed(events);

  auto told = by_name(figures, at(13min));
  CHECK(told["varde_alarms_total"] == 3);
  CHECK(told["varde_alarms_ten_minutes"] == 2);
  CHECK(told["varde_alarm_rows_ten_minutes"] == 1);
  CHECK(told["varde_alarms_under_way"] == 1);
  told = by_name(figures, at(35min));
  CHECK(told["varde_alarms_ten_minutes"] == 0);
  CHECK(told["varde_alarms_under_way"] == 0);
}

TEST_CASE("every figure of the alarms is in the reference, named so that its kind is known",
          "[app]") {
  std::ifstream in(VARDE_DOCS_FOLDER "/reference/metrics.md");
  const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const AlarmFigures figures{core::State()};
  for (const api::Figure& figure : figures.figures(at(0min))) {
    CAPTURE(figure.name);
    const std::string kind = figure.counter ? "counter" : "gauge";
    CHECK(page.find("| `" + figure.name + "` | " + kind + " |") != std::string::npos);
    CHECK(figure.name.ends_with("_total") == figure.counter);
  }
}

}  // namespace varde::app
