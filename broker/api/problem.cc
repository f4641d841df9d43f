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
    case core::Refusal::AlarmNotFound:
    case core::Refusal::ExceptionNotFound:
    case core::Refusal::IncidentNotFound:
    case core::Refusal::DeviceUnknown: return 404;
    case core::Refusal::NotAllowed: return 403;
    case core::Refusal::AlreadyClaimed:
    case core::Refusal::NotClaimed:
    case core::Refusal::NotClaimedByYou:
    case core::Refusal::AlreadyAcknowledged:
    case core::Refusal::AlarmResolved:
    case core::Refusal::TooManyNotes:
    case core::Refusal::ConsoleNotPresent:
    case core::Refusal::CriticalNotShelved:
    case core::Refusal::AlreadyShelved:
    case core::Refusal::NotShelved:
    case core::Refusal::TooManyExceptions:
    case core::Refusal::NotOnShift:
    case core::Refusal::AlreadyOnShift:
    case core::Refusal::NothingToClaim:
    case core::Refusal::NotOffered:
    case core::Refusal::AlreadyOffered:
    case core::Refusal::UserNotPresent:
    case core::Refusal::DeviceNotHeard:
    case core::Refusal::TooManyEffects: return 409;
    case core::Refusal::TextEmpty:
    case core::Refusal::TextTooLong:
    case core::Refusal::IdempotencyKeyReused:
    case core::Refusal::OutcomeMissing:
    case core::Refusal::DurationOutOfRange:
    case core::Refusal::ScopeUnknown:
    case core::Refusal::CommandUnknown: return 422;
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
    case core::Refusal::CriticalNotShelved: return "A person's critical alarm is not put aside.";
    case core::Refusal::AlreadyShelved: return "The alarm is on the shelf already.";
    case core::Refusal::NotShelved: return "The alarm is not on the shelf.";
    case core::Refusal::DurationOutOfRange:
      return "The duration is zero, or longer than it may be.";
    case core::Refusal::ScopeUnknown:
      return "The exception is about nothing that the register knows.";
    case core::Refusal::ExceptionNotFound: return "There is no such exception.";
    case core::Refusal::TooManyExceptions:
      return "So many exceptions run that no more may be begun.";
    case core::Refusal::NotOnShift: return "The user is not on shift.";
    case core::Refusal::AlreadyOnShift: return "The user is on shift already.";
    case core::Refusal::NothingToClaim: return "There is no alarm that nobody has.";
    case core::Refusal::IncidentNotFound: return "There is no such incident.";
    case core::Refusal::NotOffered: return "The alarm is offered to nobody, or to somebody else.";
    case core::Refusal::AlreadyOffered: return "The alarm is offered already.";
    case core::Refusal::UserNotPresent: return "The console of that user is not connected.";
    case core::Refusal::DeviceUnknown: return "There is no such device.";
    case core::Refusal::CommandUnknown: return "The device knows no such command.";
    case core::Refusal::DeviceNotHeard:
      return "The device was never heard, so nobody knows where to reach it.";
    case core::Refusal::TooManyEffects: return "Too much waits to be sent.";
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
