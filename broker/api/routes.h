// Which paths there are.
#pragma once

#include <string>
#include <string_view>

#include "broker/api/call.h"

namespace varde::api {

struct RouteMatch {
  const Route* route = nullptr;  // None: there is no such path, or not with that method.
  std::string id;                // What stood for the first {},
  std::string second_id;         // and for the second.
  std::string allowed;           // The methods of that path, for 405; empty: no such path.
};

// HEAD is answered as GET is, without the body.
[[nodiscard]] RouteMatch match_route(std::string_view method, std::string_view path);

// True for the path of the stream.
[[nodiscard]] bool is_stream(std::string_view path);

}  // namespace varde::api
