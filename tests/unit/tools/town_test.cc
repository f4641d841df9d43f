#include "tools/varde/sim/town.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/host/canonical_encode.h"

namespace varde::cli {
namespace {

using core::SignalKind;
using namespace std::chrono_literals;

core::ApplyRegister site_of(const std::vector<std::string>& types) {
  core::ApplyRegister site;
  const MunicipalityId municipality("nordlia");
  site.municipalities.push_back({municipality, "Nordlia"});
  core::Position position;
  position.id = PositionId("home");
  position.municipality = municipality;
  position.location = core::GeoPoint{64.5, 13.0, 0};
  site.positions.push_back(position);
  for (std::size_t i = 0; i < types.size(); ++i) {
    site.devices.push_back(
        {{municipality, DeviceId("device-" + std::to_string(i))}, position.id, types[i]});
  }
  return site;
}

TownOptions options(std::uint64_t seed = 1) {
  TownOptions options;
  options.seed = seed;
  options.boot = "run";
  return options;
}

// What the town says in `length` of simulated time.
std::vector<Saying> day_of(Town& town, Town::Time length) {
  std::vector<Saying> sayings;
  while (town.next() && *town.next() < length) sayings.push_back(town.say());
  return sayings;
}

std::string text_of(const std::vector<Saying>& sayings) {
  std::string text;
  for (const Saying& saying : sayings) {
    text += saying.device.device.str() + " " +
            adapters::encode_canonical(saying.signal, adapters::Form::Json) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("the same seed lives the same day, another seed another", "[sim]") {
  const auto site = site_of({"safety alarm", "GPS tracker", "bed sensor"});
  Town one(site, options(7));
  Town same(site, options(7));
  Town other(site, options(8));

  const std::string day = text_of(day_of(one, 30min));

  CHECK_FALSE(day.empty());
  CHECK(day == text_of(day_of(same, 30min)));
  CHECK(day != text_of(day_of(other, 30min)));
}

TEST_CASE("each device speaks at least once a minute, and counts without gaps", "[sim]") {
  Town town(site_of({"safety alarm", "GPS tracker", "pump station", "no such type"}), options());
  std::map<core::DeviceRef, std::uint64_t> newest;

  const auto sayings = day_of(town, 60min);

  for (const Saying& saying : sayings) {
    REQUIRE(saying.signal.key.has_value());
    CHECK(saying.signal.key->boot == "run");
    CHECK(saying.signal.key->sequence == ++newest[saying.device]);
  }
  REQUIRE(newest.size() == 4);
  for (const auto& [device, count] : newest) CHECK(count >= 59);
}

TEST_CASE("buttons are pressed as often as was asked, and some presses are taken back", "[sim]") {
  TownOptions often = options();
  often.presses_per_minute = 10;
  Town town(site_of({"safety alarm", "nurse call", "smoke detector"}), often);

  const auto sayings = day_of(town, 120min);

  const auto presses = std::ranges::count_if(sayings, &Saying::press);
  const auto cancelled = std::ranges::count_if(
      sayings, [](const Saying& s) { return s.signal.kind == SignalKind::Cancelled; });
  CHECK(presses > 1'000);
  CHECK(presses < 1'400);
  CHECK(cancelled > presses / 4);
  CHECK(cancelled < presses / 2);
}

TEST_CASE("a town without buttons or without presses presses none", "[sim]") {
  TownOptions none = options();
  none.presses_per_minute = 0;
  Town silent(site_of({"safety alarm"}), none);
  Town buttonless(site_of({"smoke detector"}), options());

  const auto first = day_of(silent, 60min);
  const auto second = day_of(buttonless, 60min);

  CHECK(std::ranges::none_of(first, &Saying::press));
  CHECK(std::ranges::none_of(second, &Saying::press));
}

TEST_CASE("a GPS tracker walks, leaves its zone and comes back", "[sim]") {
  Town town(site_of({"GPS tracker"}), options());
  bool away = false;
  int left = 0;

  for (const Saying& saying : day_of(town, 24h)) {
    const auto kind = saying.signal.kind;
    if (kind == SignalKind::ZoneLeft) {
      CHECK_FALSE(away);
      away = true;
      ++left;
    } else if (kind == SignalKind::ZoneEntered) {
      CHECK(away);
      away = false;
    }
    if (kind != SignalKind::Position) continue;
    REQUIRE(saying.signal.location.has_value());
    CHECK(std::abs(saying.signal.location->latitude - 64.5) < 0.1);
  }
  CHECK(left > 0);
}

TEST_CASE("an unheated building cools, and never below what is outside", "[sim]") {
  Town town(site_of({"temperature sensor"}), options());
  std::vector<double> degrees;

  for (const Saying& saying : day_of(town, 12h)) {
    if (saying.signal.kind == SignalKind::Temperature) degrees.push_back(*saying.signal.value);
  }

  REQUIRE(degrees.size() > 500);
  CHECK(degrees.front() > 18.0);
  CHECK(degrees.back() < 0.0);
  CHECK(*std::ranges::min_element(degrees) > -16.0);
}

TEST_CASE("duplicates and undecodable messages come at the rate that was asked", "[sim]") {
  TownOptions noisy = options();
  noisy.duplicates = 0.5;
  noisy.undecodable_per_minute = 5;
  Town town(site_of({"safety alarm", "smoke detector"}), noisy);
  TownOptions clean = options();
  clean.duplicates = 0;
  clean.undecodable_per_minute = 0;
  Town quiet(site_of({"safety alarm"}), clean);

  const auto noise = day_of(town, 120min);
  const auto silence = day_of(quiet, 120min);

  const auto twice = std::ranges::count_if(noise, &Saying::duplicate);
  CHECK(twice > static_cast<std::ptrdiff_t>(noise.size()) * 4 / 10);
  CHECK(twice < static_cast<std::ptrdiff_t>(noise.size()) * 6 / 10);
  CHECK(std::ranges::count_if(noise, &Saying::undecodable) > 450);
  CHECK(std::ranges::none_of(silence, &Saying::duplicate));
  CHECK(std::ranges::none_of(silence, &Saying::undecodable));
}

}  // namespace varde::cli
