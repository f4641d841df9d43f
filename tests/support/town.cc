#include "tests/support/town.h"

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "broker/api/user_store.h"

namespace varde::test {
namespace {

const std::filesystem::path kConfig = std::filesystem::path(VARDE_SOURCE_DIR) / "config";

constexpr std::size_t kAreas = 12;
constexpr std::size_t kHubsOfGateway = 50;
constexpr std::size_t kShelteredIsEvery = 5;

std::string numbered(const char* name, std::size_t number) {
  char text[64];
  std::snprintf(text, sizeof text, "%s-%05zu", name, number);
  return text;
}

std::string hub_name(std::size_t number) { return numbered("hub", number); }

std::string dwelling(std::size_t number) {
  const std::string house = std::to_string(number);
  return "      - id: " + numbered("bolig", number) + "\n        name: \"Beboer " + house +
         "\"\n        site: \"Nyvegen " + house +
         ", 7999 Nordlia\"\n        site_kind: \"dwelling\"\n        area: \"Krets " +
         std::to_string(number % kAreas + 1) +
         "\"\n        phone: \"+47 78 00 01 00\"\n        access: \"Nøkkelboks ved "
         "inngangsdøra.\"\n"
         "        devices:\n          - {id: " +
         hub_name(number) + ", type: \"safety alarm\", network: \"mobilnett " +
         (number % 2 == 0 ? "A" : "B") + "\"}\n";
}

std::string flat(std::size_t number) {
  const std::size_t house = number / kShelteredIsEvery / kHubsOfGateway + 1;
  return "      - id: " + numbered("leilighet", number) + "\n        name: \"Leilighet " +
         std::to_string(number) + "\"\n        site: \"Tunet " + std::to_string(house) +
         ", 7999 Nordlia\"\n        site_kind: \"sheltered housing\"\n        area: \"Krets " +
         std::to_string(house % kAreas + 1) +
         "\"\n        devices:\n          - {id: " + hub_name(number) +
         ", type: \"safety alarm\", gateway: \"" + numbered("sentral", house) + "\"}\n";
}

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// The demo's register, with the hubs among the positions of its first municipality.
std::string town_register(std::size_t hubs) {
  std::string text = text_of(kConfig / "demo-register.yaml");
  const std::string positions = "    positions:\n";
  const auto found = text.find(positions);
  if (found == std::string::npos) throw std::runtime_error("the demo's register is another");
  std::string more;
  for (std::size_t i = 0; i < hubs; ++i)
    more += i % kShelteredIsEvery == kShelteredIsEvery - 1 ? flat(i) : dwelling(i);
  return text.insert(found + positions.size(), more);
}

// Rules and policies as shipped, and the receiver that the policies name.
VardedOptions town_options(const std::filesystem::path& folder, std::size_t hubs) {
  const auto file = folder / "register.yaml";
  std::ofstream(file) << town_register(hubs);
  VardedOptions options;
  options.listener = true;
  options.register_file = file.string();
  options.more_config = {
      "outbound:", "  - id: vakttelefon", "    mqtt: {link: mqtt, topic: \"vakt/{municipality}\"}",
      "rules: " + (kConfig / "rules").string(), "policies: " + (kConfig / "policies").string()};
  return options;
}

}  // namespace

Town::Town(std::size_t hubs, const std::vector<std::string>& operators)
    : varded_("varded", town_options(files_.path(), hubs)) {
  for (std::size_t i = 0; i < hubs; ++i) hubs_.push_back(hub_name(i));
  std::filesystem::create_directories(varded_.folder() / "data");
  add_operators(operators);
  let_hubs_in();
  varded_.start();
}

void Town::add_operators(const std::vector<std::string>& operators) const {
  api::UserStore users(varded_.folder() / "data/users.json");
  for (const std::string& id : operators) {
    api::User user;
    user.id = UserId(id);
    user.name = id;
    user.role = core::Role::Operator;
    if (!users.add(user, kTownPassword)) throw std::runtime_error("no account can be made");
  }
}

// As who installs them would.
void Town::let_hubs_in() {
  const auto file = files_.path() / "clients";
  const auto said = varded_.ask_varde({"client", "add", "--all-devices", "--out", file.string()});
  if (said.code != 0) throw std::runtime_error("varde says no:\n" + said.text);
  std::map<std::string, std::string> secrets;
  std::ifstream lines(file);
  for (std::string name, secret; lines >> name >> secret;) secrets[name] = secret;
  for (const std::string& hub : hubs_) {
    const std::string name = std::string(kTown) + "/" + hub;
    logins_.push_back({name, secrets.at(name), hub});
  }
}

std::uint16_t Town::mqtt_port() const {
  const std::string url = varded_.url("mqtt");
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

}  // namespace varde::test
