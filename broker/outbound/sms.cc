#include "broker/outbound/sms.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "broker/base/utf8.h"
#include "broker/outbound/phrases.h"
#include "broker/outbound/secret_file.h"
#include "broker/outbound/template_text.h"

namespace varde::outbound {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view content_type(BodyForm form) {
  switch (form) {
    case BodyForm::Json: return "Content-Type: application/json";
    case BodyForm::Form: return "Content-Type: application/x-www-form-urlencoded";
    case BodyForm::Text: return "Content-Type: text/plain; charset=utf-8";
  }
  return "Content-Type: text/plain; charset=utf-8";
}

std::string escaped(BodyForm form, std::string_view text) {
  if (form == BodyForm::Json) return json_escaped(text);
  if (form == BodyForm::Form) return percent_encoded(text);
  return std::string(text);
}

}  // namespace

std::string telephone_number(std::string_view text) {
  std::string number;
  for (const char c : text) {
    const bool between = c == ' ' || c == '-' || c == '(' || c == ')';
    if (between) continue;
    if (!is_digit(c) && !(c == '+' && number.empty())) return {};
    number += c;
  }
  const auto digits = std::ranges::count_if(number, is_digit);
  return digits >= 3 && digits <= 15 ? number : std::string();
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  static constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 0x0FU]};
    }
  }
  return out;
}

std::string json_escaped(std::string_view text) {
  const std::string quoted = boost::json::serialize(boost::json::value(to_utf8(text)));
  return quoted.substr(1, quoted.size() - 2);
}

Result<Request, NotMade> make_request(const Receiver& receiver, const SmsGateway& how,
                                      const Told& told) {
  const std::string number = telephone_number(told.address);
  if (number.empty()) {
    return NotMade{Verdict::Refused, "what it is to go to is no telephone number"};
  }
  auto token = read_secret(how.token_file);
  if (token.has_error()) return token.error();
  const std::map<std::string, std::string, std::less<>> values{
      {"number", number},
      {"text", cut(headline(told, receiver.language, receiver.personal_data), kSmsCharacters)},
      {"key", told.key}};
  HttpRequest request;
  request.method = how.method;
  request.url = filled(how.url, values, percent_encoded);
  request.body =
      filled(how.body, values, [&](std::string_view value) { return escaped(how.form, value); });
  request.headers = how.headers;
  request.headers.push_back("Idempotency-Key: " + told.key);
  if (!request.body.empty()) request.headers.emplace_back(content_type(how.form));
  if (!token->empty()) request.headers.push_back("Authorization: Bearer " + *token);
  request.expected_status = how.expected_status;
  request.ca_file = how.ca_file;
  return Request(std::move(request));
}

}  // namespace varde::outbound
