#include "broker/api/problem.h"

#include "broker/api/json.h"
#include "varde/v1/api.pb.h"

namespace varde::api {
namespace {

Response to_response(const v1::Problem& problem) {
  Response response;
  response.status = problem.status();
  response.content_type = "application/problem+json";
  response.body = to_json(problem);
  return response;
}

}  // namespace

Response problem(unsigned status, std::string_view detail) {
  v1::Problem body;
  body.set_type("about:blank");
  body.set_title(std::string(reason_of(status)));
  body.set_status(status);
  body.set_detail(std::string(detail));
  return to_response(body);
}

Response try_again(unsigned status, unsigned retry_after_s, std::string_view detail) {
  Response response = problem(status, detail);
  response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  return response;
}

Response problem(core::Refusal refusal, std::string_view owner) {
  const auto number = static_cast<unsigned>(refusal);
  v1::Problem body;
  body.set_type("urn:varde:refusal:" + std::to_string(number));
  body.set_title(std::string(meaning_of(refusal)));
  body.set_status(status_of(refusal));
  body.set_refusal(number);
  body.set_refusal_name(std::string(name(refusal)));
  body.set_owner(std::string(owner));
  return to_response(body);
}

unsigned status_of(core::Refusal refusal) {
  switch (refusal) {
    case core::Refusal::AlarmNotFound: return 404;
    case core::Refusal::NotAllowed: return 403;
    case core::Refusal::AlreadyClaimed:
    case core::Refusal::NotClaimed:
    case core::Refusal::NotClaimedByYou:
    case core::Refusal::AlreadyAcknowledged:
    case core::Refusal::AlarmResolved:
    case core::Refusal::TooManyNotes:
    case core::Refusal::ConsoleNotPresent: return 409;
    case core::Refusal::TextEmpty:
    case core::Refusal::TextTooLong:
    case core::Refusal::IdempotencyKeyReused:
    case core::Refusal::OutcomeMissing: return 422;
  }
  return 409;
}

std::string_view meaning_of(core::Refusal refusal) {
  switch (refusal) {
    case core::Refusal::AlarmNotFound: return "There is no such alarm.";
    case core::Refusal::NotAllowed: return "The role of this log-in may not do that.";
    case core::Refusal::AlreadyClaimed: return "Somebody else has claimed the alarm.";
    case core::Refusal::NotClaimed: return "Nobody has claimed the alarm.";
    case core::Refusal::NotClaimedByYou: return "The alarm is claimed by somebody else.";
    case core::Refusal::AlreadyAcknowledged: return "The alarm is acknowledged already.";
    case core::Refusal::AlarmResolved: return "The alarm is resolved already.";
    case core::Refusal::TextEmpty: return "The text is empty.";
    case core::Refusal::TextTooLong: return "The text is too long.";
    case core::Refusal::TooManyNotes: return "The alarm has as many notes as it can hold.";
    case core::Refusal::ConsoleNotPresent: return "The console of this log-in is not connected.";
    case core::Refusal::IdempotencyKeyReused:
      return "The idempotency key was used for another command.";
    case core::Refusal::OutcomeMissing: return "A resolution wants an outcome.";
  }
  return "The rules say no.";
}

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Error";
  }
}

}  // namespace varde::api
