#include "tests/scenarios/words.h"

#include <sstream>

#include "broker/core/local_time.h"

namespace varde::test {

const Player& player_named(const std::string& name) {
  static const std::vector<Player> kPlayers{
      {"Kari", core::Role::Operator, {}},          {"Ola", core::Role::Operator, {}},
      {"Nina", core::Role::Operator, {"nordlia"}}, {"Siri", core::Role::Operator, {"sorvik"}},
      {"Tekla", core::Role::Technician, {}},       {"Marit", core::Role::Manager, {}},
  };
  const auto found = std::ranges::find(kPlayers, name, &Player::user);
  if (found == kPlayers.end()) throw NotUnderstood("nobody is called \"" + name + "\"");
  return *found;
}

std::vector<std::string> parts(const std::string& text, char separator) {
  std::vector<std::string> out;
  std::istringstream in(text);
  std::string part;
  while (std::getline(in, part, separator)) {
    const auto first = part.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    out.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
  }
  return out;
}

std::string clock_text(Instant at) {
  const core::LocalTime local = core::local_time(at);
  const auto two = [](auto number) {
    const std::string text = std::to_string(number);
    return text.size() < 2 ? "0" + text : text;
  };
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count() % 60;
  return std::to_string(static_cast<int>(local.date.year())) + "-" +
         two(static_cast<unsigned>(local.date.month())) + "-" +
         two(static_cast<unsigned>(local.date.day())) + " " + two(local.time.count() / 60) + ":" +
         two(local.time.count() % 60) + ":" + two(seconds);
}

}  // namespace varde::test
