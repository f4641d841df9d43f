// Who can be told: people and how they are reached, groups, and who is on call when.
#include <array>
#include <utility>

#include "broker/core/local_time.h"
#include "broker/policy/policy_parts.h"

namespace varde::policy {
namespace {

using core::Channel;

// What the address of a channel is called; empty: the receiver is the address.
struct ChannelForm {
  Channel channel;
  std::string_view key;
  std::string_view address;
};
constexpr std::array kChannels{
    ChannelForm{Channel::Sms, "sms", "number"}, ChannelForm{Channel::Email, "email", "address"},
    ChannelForm{Channel::Webhook, "webhook", ""}, ChannelForm{Channel::Mqtt, "mqtt", ""}};

// A leading + and digits, with blanks and hyphens between.
bool is_number(std::string_view text) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c != ' ' && c != '-' && !(c == '+' && i == 0)) {
      return false;
    }
  }
  return digits >= 3 && digits <= 15;  // ITU-T E.164.
}

bool is_mailbox(std::string_view text) {
  const auto at = text.find('@');
  return at != 0 && at != std::string_view::npos && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" <>,;\n") == std::string_view::npos;
}

void check_address(YamlMap& map, std::string_view key, Channel channel, const std::string& address,
                   Problems& problems) {
  if (channel == Channel::Sms && !is_number(address)) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
                 in_quotes(address) + " is no telephone number", "such as \"+47 900 00 000\"");
  }
  if (channel == Channel::Email && !is_mailbox(address)) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
                 in_quotes(address) + " is no e-mail address", "such as vakt@example.no");
  }
}

}  // namespace

std::vector<YAML::Node> items_in(YamlMap& map, std::string_view key, std::size_t most,
                                 Problems& problems) {
  auto items = map.list(key);
  if (items.size() <= most) return items;
  problems.add(ConfigErrorCode::OutOfRange, map.mark_of(key), map.path_of(key),
               "holds " + std::to_string(items.size()), "at most " + std::to_string(most));
  return {};
}

ReceiverId receiver_in(YamlMap& map, std::string_view key, Channel channel, const Known& known,
                       Problems& problems) {
  if (!map.require(key)) return {};
  const auto name = map.name(key);
  if (!name) return {};
  ReceiverId receiver(*name);
  if (!known.receivers) return receiver;
  const auto found = known.receivers->find(receiver);
  if (found == known.receivers->end()) {
    std::vector<std::string_view> names;
    for (const auto& [id, of_channel] : *known.receivers) names.emplace_back(id.str());
    problems.add(
        ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
        "the configuration has no receiver " + in_quotes(*name) + did_you_mean(*name, names),
        names.empty() ? "none: outbound of the configuration names no receiver" : joined(names));
  } else if (channel != Channel::Unspecified && found->second != channel) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
                 "receiver " + in_quotes(*name) + " sends by " +
                     std::string(word_of(found->second)) + ", not by " +
                     std::string(word_of(channel)));
  }
  return receiver;
}

void PeopleReader::read(YamlMap& file, Problems& problems) {
  const auto people = items_in(file, "people", kPeople, problems);
  for (std::size_t i = 0; i < people.size(); ++i) {
    read_person(people[i], item_path("people", i), problems);
  }
  const auto groups = items_in(file, "groups", kGroups, problems);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    read_group(groups[i], item_path("groups", i), problems);
  }
  const auto schedules = items_in(file, "schedules", kSchedules, problems);
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    read_schedule(schedules[i], item_path("schedules", i), problems);
  }
}

void PeopleReader::read_person(const YAML::Node& node, const std::string& path,
                               Problems& problems) {
  YamlMap map(node, path, problems, {"id", "name", "contacts"});
  if (!node.IsMap()) return;
  core::Person person;
  person.id = PersonId(people_.read(map, problems));
  map.require("name");
  person.name = map.text("name", kNameBytes).value_or("");
  read_contacts(map, person, problems);
  out_.people.push_back(std::move(person));
}

// A map of channels, or a list of such maps where one channel comes twice.
void PeopleReader::read_contacts(YamlMap& person, core::Person& out, Problems& problems) {
  if (!person.has("contacts")) return;
  const YAML::Node node = person.at("contacts");
  const std::string path = person.path_of("contacts");
  if (!node.IsSequence()) return read_contact(node, path, out, problems);
  const auto items = items_in(person, "contacts", kContacts, problems);
  for (std::size_t i = 0; i < items.size(); ++i) {
    read_contact(items[i], item_path(path, i), out, problems);
  }
}

void PeopleReader::read_contact(const YAML::Node& node, const std::string& path, core::Person& out,
                                Problems& problems) {
  YamlMap map(node, path, problems, {"sms", "email", "webhook", "mqtt"});
  if (!node.IsMap()) return;
  // In the order of the file; all are told at once.
  for (const auto& entry : node) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    const auto* const form = std::ranges::find(kChannels, key, &ChannelForm::key);
    if (form == kChannels.end() || !map.has(key)) continue;
    core::Contact contact;
    contact.channel = form->channel;
    if (form->address.empty()) {
      YamlMap of(entry.second, map.path_of(key), problems, {"receiver"});
      contact.receiver = receiver_in(of, "receiver", form->channel, known_, problems);
    } else {
      YamlMap of(entry.second, map.path_of(key), problems, {"receiver", form->address});
      contact.receiver = receiver_in(of, "receiver", form->channel, known_, problems);
      of.require(form->address);
      contact.address = of.text(form->address, kNameBytes).value_or("");
      if (!contact.address.empty()) {
        check_address(of, form->address, form->channel, contact.address, problems);
      }
    }
    out.contacts.push_back(std::move(contact));
  }
}

std::vector<PersonId> PeopleReader::people_in(YamlMap& map, std::string_view key,
                                              Problems& problems) {
  std::vector<PersonId> people;
  for (Word& word : words_in(map, key, kListItems, problems)) {
    mentions_.people.push_back({word.text, place_of(word, problems)});
    people.emplace_back(std::move(word.text));
  }
  return people;
}

void PeopleReader::read_group(const YAML::Node& node, const std::string& path, Problems& problems) {
  YamlMap map(node, path, problems, {"id", "members"});
  if (!node.IsMap()) return;
  core::Group group;
  group.id = GroupId(groups_.read(map, problems));
  map.require("members");
  group.members = people_in(map, "members", problems);
  out_.groups.push_back(std::move(group));
}

void PeopleReader::read_schedule(const YAML::Node& node, const std::string& path,
                                 Problems& problems) {
  YamlMap map(node, path, problems, {"id", "rotation", "begins", "holidays", "overrides"});
  if (!node.IsMap()) return;
  core::Schedule schedule;
  schedule.id = ScheduleId(schedules_.read(map, problems));
  map.require("rotation");
  map.require("begins");
  schedule.rotation = people_in(map, "rotation", problems);
  schedule.holidays = people_in(map, "holidays", problems);
  if (const auto begins = local_time_in(map, "begins", problems)) schedule.begins = *begins;
  const auto overrides = items_in(map, "overrides", kListItems, problems);
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    schedule.overrides.push_back(
        read_override(overrides[i], item_path(map.path_of("overrides"), i), problems));
  }
  out_.schedules.push_back(std::move(schedule));
}

core::Schedule::Override PeopleReader::read_override(const YAML::Node& node,
                                                     const std::string& path, Problems& problems) {
  YamlMap map(node, path, problems, {"from", "to", "person"});
  core::Schedule::Override out;
  for (const char* key : {"from", "to", "person"}) map.require(key);
  const auto from = local_time_in(map, "from", problems);
  const auto to = local_time_in(map, "to", problems);
  if (from) out.from = core::instant_of(*from);
  if (to) out.to = core::instant_of(*to);
  if (from && to && out.to <= out.from) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of("to"), map.path_of("to"),
                 "is not after from, so that the override never holds", "a later time");
  }
  if (const auto person = map.name("person")) {
    mentions_.people.push_back(
        {*person, {problems.file(), map.mark_of("person"), map.path_of("person")}});
    out.person = PersonId(*person);
  }
  return out;
}

}  // namespace varde::policy
