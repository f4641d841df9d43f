// The group `varde rules`: check, test, reload.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <boost/json.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "broker/app/declared.h"
#include "broker/policy/policies_file.h"
#include "broker/policy/rules_file.h"
#include "tools/varde/control_client.h"
#include "tools/varde/rule_trials.h"
#include "tools/varde/rules_commands.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

int refuse(const std::vector<yaml::ConfigError>& errors) {
  std::cerr << yaml::describe(errors) << "\n";
  return kNo;
}

struct CheckOptions {
  SiteOptions site;
  fs::path folder;
  bool policies = false;
};

int print_right(const fs::path& folder, const core::Ruleset& rules) {
  std::cout << fmt::format("{} is right: {} rules, {} combinations, version {}\n", folder.string(),
                           rules.rules.size(), rules.combinations.size(), rules.version);
  return kDone;
}

int print_right(const fs::path& folder, const policy::LoadedPolicies& loaded) {
  const core::Policies& policies = loaded.policies;
  std::cout << fmt::format(
      "{} is right: {} people, {} schedules, {} escalations, {} types supervised, version {}\n",
      folder.string(), policies.people.size(), policies.schedules.size(),
      policies.escalations.size(), loaded.supervision.by_type.size(), policies.version);
  return kDone;
}

// A folder by itself: nothing is known of a register.
int check_folder(const CheckOptions& options) {
  if (options.policies) {
    const auto policies = policy::load_policies(options.folder);
    return policies ? print_right(options.folder, *policies) : refuse(policies.error());
  }
  const auto rules = policy::load_rules(options.folder);
  return rules ? print_right(options.folder, *rules) : refuse(rules.error());
}

int check(const CheckOptions& options) {
  if (!options.folder.empty()) return check_folder(options);
  const app::Config config = options.site.config();
  if (config.rules.empty() && config.policies.empty()) {
    throw CannotError("the configuration names neither a folder of rules nor of policies");
  }
  const auto declared = app::load_declared(config);
  if (declared.has_error()) return refuse(declared.error());
  if (!config.rules.empty()) print_right(config.rules, declared->rules);
  if (!config.policies.empty()) print_right(config.policies, declared->policies);
  return kDone;
}

struct TestOptions {
  SiteOptions site;
  std::vector<fs::path> files;
  fs::path rules;
};

int test(const TestOptions& options) {
  const fs::path folder = options.rules.empty() ? options.site.config().rules : options.rules;
  if (folder.empty()) {
    throw UsageError("--rules is missing: the configuration names no folder of rules");
  }
  const core::Ruleset rules = rules_in(folder);
  std::size_t tried = 0;
  std::size_t failed = 0;
  for (const fs::path& file : options.files) {
    const auto outcomes = run_trials(file, rules);
    if (outcomes.has_error()) return refuse(outcomes.error());
    for (const TrialOutcome& outcome : *outcomes) {
      const bool good = outcome.failure.empty();
      std::cout << (good ? "ok      " : "FAILED  ") << outcome.name << "\n";
      if (!good) std::cout << "  " << outcome.failure << "\n";
      tried += 1;
      failed += good ? 0 : 1;
    }
  }
  std::cout << (failed == 0 ? fmt::format("{} situations: all as expected\n", tried)
                            : fmt::format("{} of {} situations failed\n", failed, tried));
  return failed == 0 ? kDone : kNo;
}

std::string text(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr || !value->is_string() ? "" : json::value_to<std::string>(*value);
}

std::uint64_t number(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr || !value->is_number() ? 0 : value->to_number<std::uint64_t>();
}

int reload(const SiteOptions& site) {
  const json::object last =
      ask_varded(site.data_only().data, {{"request", "reload_rules"}},
                 [](const json::object& said) { std::cout << text(said, "problem") << "\n"; });
  if (const auto refused = number(last, "refused"); refused != 0) {
    std::cout << fmt::format("refused, {} mistakes: the rules and policies before stay\n", refused);
    return kNo;
  }
  std::cout << fmt::format("in force: {} rules, version {}; {} escalations, version {}\n",
                           number(last, "rules"), text(last, "rules_version"),
                           number(last, "escalations"), text(last, "policies_version"));
  return kDone;
}

}  // namespace

core::Ruleset rules_in(const fs::path& folder, const policy::Known& known) {
  auto rules = policy::load_rules(folder, known);
  if (rules.has_error())
    throw CannotError("the rules are wrong:\n" + yaml::describe(rules.error()));
  return *std::move(rules);
}

void add_rules_check_command(CLI::App& group, Run& run) {
  CLI::App* const command = group.add_subcommand(
      "check", "Say what is wrong with rules and policies: file, line, key, remedy");
  const auto options = std::make_shared<CheckOptions>();
  options->site.add_to(*command);
  command->add_option("DIR", options->folder,
                      "A folder of rules by itself (default: the folders of rules and policies of "
                      "the configuration, with its register)");
  command->add_flag("--policies", options->policies, "DIR is a folder of policies");
  command->footer(
      "Examples:\n  varde rules check\n  varde rules check ./rules\n"
      "  varde rules check --policies ./policies\n"
      "With the configuration it also looks whether the register has who is named. 1 if anything "
      "is wrong.");
  command->callback([options, &run] { run = [options] { return check(*options); }; });
}

void add_rules_test_command(CLI::App& group, Run& run) {
  CLI::App* const command = group.add_subcommand(
      "test", "Try situations that somebody wrote down, in simulated time: signals in, alarms out");
  const auto options = std::make_shared<TestOptions>();
  options->site.add_to(*command);
  command->add_option("FILE", options->files, "The situations")->required();
  command->add_option("--rules", options->rules,
                      "Folder of the rules [default: of the configuration]");
  command->footer(
      "Example:\n  varde rules test night.test.yaml --rules ./rules\nThe form of the file: "
      "docs/guides/rules.md. 1 if an alarm is missing or was not expected.");
  command->callback([options, &run] { run = [options] { return test(*options); }; });
}

void add_rules_reload_command(CLI::App& group, Run& run) {
  CLI::App* const command =
      group.add_subcommand("reload", "Let a running varded read its rules and policies anew");
  const auto options = std::make_shared<SiteOptions>();
  options->add_to(*command);
  command->footer(
      "Examples:\n  varde rules reload\n  varde rules reload --data /var/lib/varde\n"
      "All or nothing: with one mistake in one file the rules and policies before stay, and the "
      "exit code is 1.");
  command->callback([options, &run] { run = [options] { return reload(*options); }; });
}

void add_rules_commands(CLI::App& app, Run& run) {
  CLI::App* const group =
      app.add_subcommand("rules", "What makes an alarm, and who is told: the duty manager's files");
  group->require_subcommand(1);
  add_rules_check_command(*group, run);
  add_rules_test_command(*group, run);
  add_rules_explain_command(*group, run);
  add_rules_replay_command(*group, run);
  add_rules_reload_command(*group, run);
}

}  // namespace varde::cli
