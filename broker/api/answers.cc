#include "broker/api/answers.h"

#include <charconv>
#include <utility>

#include "broker/api/json.h"

namespace varde::api {

Response json_answer(std::string body) {
  Response response;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

Response json_answer(const google::protobuf::Message& message) {
  return json_answer(to_json(message));
}

Response text_answer(unsigned status, std::string text) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  return response;
}

std::optional<std::uint64_t> to_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::size_t> count_of(const Call& call, std::string_view name, std::size_t otherwise,
                                    std::size_t most) {
  const auto found = call.query.find(name);
  if (found == call.query.end()) return otherwise;
  const auto number = to_number(found->second);
  if (!number || *number < 1 || *number > most) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

}  // namespace varde::api
