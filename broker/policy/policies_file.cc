#include "broker/policy/policies_file.h"

#include <utility>

#include "broker/policy/folder.h"
#include "broker/policy/policy_parts.h"

namespace varde::policy {
namespace {

// Reads all files and then judges what one says of another.
class PoliciesReader {
 public:
  PoliciesReader(const Known& known, std::vector<yaml::ConfigError>& errors)
      : errors_(errors), people_(known, out_.policies, mentions_), steps_(known, out_, mentions_) {}

  void read(const FolderFile& file) {
    Problems problems(file.path, errors_);
    YamlMap map(
        file.root, "", problems,
        {"people", "groups", "schedules", "escalations", "targets", "staffing", "supervision"});
    people_.read(map, problems);
    steps_.read(map, problems);
  }

  void check_mentions() {
    for (const Mention& mention : mentions_.people) check_person(mention);
    for (const Mention& mention : mentions_.groups) {
      check_there(mention, "group", people_.groups(), "groups");
    }
    for (const Mention& mention : mentions_.schedules) {
      check_there(mention, "schedule", people_.schedules(), "schedules");
    }
  }

  LoadedPolicies take() { return std::move(out_); }

 private:
  void add(const Mention& mention, std::string what, std::string allowed) {
    Problems(mention.place.file, errors_)
        .add(ConfigErrorCode::NotAllowed, mention.place.mark, mention.place.key, std::move(what),
             std::move(allowed));
  }

  bool check_there(const Mention& mention, const std::string& what, const Ids& ids,
                   const std::string& list) {
    if (ids.contains(mention.id)) return true;
    const auto all = ids.all();
    add(mention,
        "there is no " + what + " " + in_quotes(mention.id) + did_you_mean(mention.id, all),
        all.empty() ? "none is described yet under " + list : joined(all));
    return false;
  }

  // One who was to be rung at night and could not be is found out at the worst time.
  void check_person(const Mention& mention) {
    if (!check_there(mention, "person", people_.people(), "people")) return;
    const auto person =
        std::ranges::find(out_.policies.people, PersonId(mention.id), &core::Person::id);
    if (person == out_.policies.people.end() || !person->contacts.empty()) return;
    add(mention, in_quotes(mention.id) + " has no way to be reached",
        "people with contacts: sms, email, webhook or mqtt");
  }

  std::vector<yaml::ConfigError>& errors_;
  LoadedPolicies out_;
  Mentions mentions_;
  PeopleReader people_;
  StepsReader steps_;
};

}  // namespace

Result<LoadedPolicies, std::vector<yaml::ConfigError>> load_policies(
    const std::filesystem::path& folder, const Known& known) {
  std::vector<yaml::ConfigError> errors;
  const Folder files = read_folder(folder, errors);
  PoliciesReader reader(known, errors);
  for (const FolderFile& file : files.files) reader.read(file);
  reader.check_mentions();
  if (!errors.empty()) {
    sort_errors(errors);
    return errors;
  }
  LoadedPolicies loaded = reader.take();
  loaded.policies.version = files.version;
  return loaded;
}

}  // namespace varde::policy
