// A password from a person or a pipe; never from the command line, where everybody sees it.
#pragma once

#include <string>

namespace varde::cli {

// Asks twice on the terminal, without echo. Throws CannotError where there is no terminal, the two
// differ.
[[nodiscard]] std::string ask_new_password(const std::string& user);

// The first line of standard input.
[[nodiscard]] std::string read_new_password();

// The first line of a file. Throws CannotError if there is none.
[[nodiscard]] std::string read_password_file(const std::string& path);

}  // namespace varde::cli
