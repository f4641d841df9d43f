#include "tools/varde/password.h"

#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "tools/varde/command.h"

namespace varde::cli {
namespace {

// Switches the terminal's echo off for as long as it lives.
class NoEcho {
 public:
  NoEcho() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) {
      throw CannotError("no terminal to ask for the password on: use --password-stdin");
    }
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
};

std::string ask(const std::string& question) {
  const NoEcho silent;
  std::cerr << question << std::flush;
  std::string line;
  std::getline(std::cin, line);
  std::cerr << "\n";
  return line;
}

}  // namespace

std::string ask_new_password(const std::string& user) {
  std::string password = ask("New password for " + user + ": ");
  if (ask("Once more: ") != password) throw CannotError("the two passwords differ");
  return password;
}

std::string read_new_password() {
  std::string line;
  std::getline(std::cin, line);
  return line;
}

std::string read_password_file(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line) || line.empty()) {
    throw CannotError(path + " holds no password that this user can read");
  }
  return line;
}

}  // namespace varde::cli
