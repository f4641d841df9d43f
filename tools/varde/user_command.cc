// varde user add|list|passwd|remove
#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>
#include <memory>

#include "broker/api/user_store.h"
#include "broker/wire/names.h"
#include "tools/varde/command.h"
#include "tools/varde/password.h"
#include "tools/varde/site_options.h"

namespace varde::cli {
namespace {

struct UserOptions {
  SiteOptions site;
  std::string id;
  std::string name;
  std::string role;
  std::vector<std::string> municipalities;
  bool password_stdin = false;

  [[nodiscard]] std::string password() const {
    return password_stdin ? read_new_password() : ask_new_password(id);
  }
};

api::UserStore open_store(const UserOptions& options) {
  return api::UserStore(options.site.data_only().users_file());
}

int done(const Result<void, api::UserError>& result, const std::string& said) {
  if (result.has_error()) throw CannotError(result.error().detail);
  std::cout << said << "\n";
  return kDone;
}

int add(const UserOptions& options) {
  const auto role = wire::parse<core::Role>(options.role);
  if (!role) throw CannotError("\"" + options.role + "\" is no role");
  api::User user;
  user.id = UserId(options.id);
  user.name = options.name.empty() ? options.id : options.name;
  user.role = *role;
  for (const auto& id : options.municipalities) user.municipalities.emplace_back(id);
  make_data_folder(options.site.data_only());
  auto store = open_store(options);
  return done(store.add(user, options.password()),
              options.id + " may log in as " + options.role +
                  (options.municipalities.empty() ? " of all municipalities" : ""));
}

int change_password(const UserOptions& options) {
  auto store = open_store(options);
  return done(store.set_password(UserId(options.id), options.password()),
              options.id + " has a new password; open log-ins of the old one end");
}

int remove(const UserOptions& options) {
  auto store = open_store(options);
  return done(store.remove(UserId(options.id)), options.id + " may no longer log in");
}

int list(const UserOptions& options) {
  auto store = open_store(options);
  const auto read = store.refresh();
  if (read.has_error()) throw CannotError(read.error().detail);
  for (const api::User& user : store.list()) {
    std::string scope;
    for (const auto& id : user.municipalities) scope += (scope.empty() ? "" : ",") + id.str();
    std::cout << std::left << std::setw(20) << user.id.str() << std::setw(12)
              << wire::name(user.role) << std::setw(30) << (scope.empty() ? "all" : scope)
              << user.name << "\n";
  }
  return kDone;
}

void add_password_stdin(CLI::App& command, UserOptions& options) {
  command.add_flag("--password-stdin", options.password_stdin,
                   "Read the password from standard input instead of asking on the terminal");
}

}  // namespace

void add_user_commands(CLI::App& app, Run& run) {
  CLI::App* const group = app.add_subcommand("user", "Who may log in at the console");
  group->require_subcommand(1);
  const auto options = std::make_shared<UserOptions>();
  const auto subcommand = [&](const std::string& name, const std::string& help, auto action) {
    CLI::App* const command = group->add_subcommand(name, help);
    options->site.add_to(*command);
    command->callback(
        [options, action, &run] { run = [options, action] { return action(*options); }; });
    return command;
  };

  CLI::App* const adding = subcommand("add", "Add a user; asks for the password", add);
  adding->add_option("USER", options->id, "What is typed at log-in")->required();
  adding->add_option("--role", options->role, "operator, technician, integrator, manager or admin")
      ->required()
      ->check(CLI::IsMember({"operator", "technician", "integrator", "manager", "admin"}));
  adding->add_option("--municipality", options->municipalities,
                     "Sees only this one; may be given more than once [default: all]");
  adding->add_option("--name", options->name, "The person's name [default: USER]");
  add_password_stdin(*adding, *options);
  adding->footer(
      "Examples:\n"
      "  varde user add kari --role operator --name 'Kari Moen'\n"
      "  varde user add tekla --role technician --municipality nordlia < password "
      "--password-stdin\n"
      "A running varded sees the change within a second.");

  CLI::App* const changing = subcommand("passwd", "Give a user a new password", change_password);
  changing->add_option("USER", options->id, "Who")->required();
  add_password_stdin(*changing, *options);
  changing->footer("Example:\n  varde user passwd kari");

  CLI::App* const removing = subcommand("remove", "Remove a user and end the log-ins", remove);
  removing->add_option("USER", options->id, "Who")->required();
  removing->footer("Example:\n  varde user remove kari");

  subcommand("list", "List the users: log-in, role, municipalities, name", list)
      ->footer("Example:\n  varde user list --data /var/lib/varde");
}

}  // namespace varde::cli
