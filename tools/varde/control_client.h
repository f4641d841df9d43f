// Asks a running varded for something, by its control socket.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <functional>

namespace varde::cli {

// Sends `request` to the varded of this data folder and answers its last line; `each` hears of the
// lines before. Waits for as long as it works. Throws CannotError if no varded runs there, this
// user may not ask it, or it says no.
[[nodiscard]] boost::json::object ask_varded(
    const std::filesystem::path& data, const boost::json::object& request,
    const std::function<void(const boost::json::object&)>& each);

}  // namespace varde::cli
