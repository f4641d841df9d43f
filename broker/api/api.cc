#include "broker/api/api.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <utility>

#include "broker/api/answers.h"
#include "broker/api/assets.h"
#include "broker/api/problem.h"
#include "broker/api/routes.h"

namespace varde::api {
namespace {

// Parameters of a query that are read; a request with more is malformed.
constexpr std::size_t kQueryParameters = 16;

std::string_view path_of(const Request& request) {
  return std::string_view(request.target).substr(0, request.target.find('?'));
}

// False if the query is not one.
bool read_query(const std::string& target, std::map<std::string, std::string, std::less<>>& out) {
  const auto url = boost::urls::parse_origin_form(target);
  if (!url || url->params().size() > kQueryParameters) return false;
  for (const auto& parameter : url->params()) out[parameter.key] = parameter.value;
  return true;
}

// A browser says where a request comes from; another site's page has no business here. The scheme
// is not compared: a proxy in front may speak TLS for us.
bool foreign_origin(const Request& request) {
  if (request.origin.empty()) return false;
  const std::size_t scheme = request.origin.find("://");
  return scheme == std::string::npos || request.host.empty() ||
         request.origin.substr(scheme + 3) != request.host;
}

bool is_json(std::string_view content_type) {
  static constexpr std::string_view kJson = "application/json";
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type.starts_with(kJson) && type.find_first_not_of(' ', kJson.size()) == type.npos;
}

Response method_not_allowed(const std::string& allowed) {
  Response response = problem(405);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Response asset_answer(const Request& request, const Asset& asset) {
  Response response;
  response.content_type = asset.content_type;
  response.headers.emplace_back("ETag", asset.etag);
  // Files under /assets/ carry a hash of what they hold in their name, so they never change.
  const bool hashed = asset.path.starts_with("/assets/");
  response.headers.emplace_back("Cache-Control",
                                hashed ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.if_none_match == asset.etag) {
    response.status = 304;
  } else {
    response.static_body = asset.bytes;
  }
  return response;
}

Response outside_routes(const Request& request) {
  const std::string_view path = path_of(request);
  const Asset* asset = find_asset(path);
  const bool bare = path == "/" && !has_assets();
  if (asset == nullptr && !bare) return problem(404);
  if (request.method != "GET" && request.method != "HEAD") return method_not_allowed("GET, HEAD");
  if (asset != nullptr) return asset_answer(request, *asset);
  return text_answer(200, "This is Varde, built without its web console. The API is at /api/v1.\n");
}

}  // namespace

void Api::handle(Request request, Respond respond) {
  const Route* route = nullptr;
  const std::string method = request.method;
  auto admitted = admit(std::move(request), route);
  const std::string_view pattern = route == nullptr ? "other" : route->pattern;
  Respond counted = [this, method, pattern, respond = std::move(respond)](Response response) {
    context_.metrics.count_request(method, pattern, response.status);
    respond(std::move(response));
  };
  if (auto* refused = std::get_if<Response>(&admitted)) return counted(std::move(*refused));
  route->handle(context_, std::move(std::get<Call>(admitted)), std::move(counted));
}

std::variant<StreamRequest, Response> Api::open_stream(Request request) {
  const Route* route = nullptr;
  auto admitted = admit(std::move(request), route);
  if (auto* refused = std::get_if<Response>(&admitted)) return std::move(*refused);
  const Call& call = std::get<Call>(admitted);
  if (!is_stream(path_of(call.request))) return problem(400, "No WebSocket is to be had here.");
  StreamRequest stream{call.who->actor, std::nullopt, {}};
  if (const auto from = call.query.find("from"); from != call.query.end()) {
    const auto position = to_number(from->second);
    if (!position) return problem(400, "from: not a log position.");
    stream.from = LogPosition(*position);
  }
  if (const auto log = call.query.find("log"); log != call.query.end()) stream.log_id = log->second;
  return stream;
}

std::variant<Call, Response> Api::admit(Request request, const Route*& route) {
  RouteMatch match = match_route(request.method, path_of(request));
  route = match.route;
  if (foreign_origin(request)) return problem(403, "The request comes from another site's page.");
  if (route == nullptr) {
    if (!match.allowed.empty()) return method_not_allowed(match.allowed);
    return outside_routes(request);
  }
  Call call;
  call.id = std::move(match.id);
  call.second_id = std::move(match.second_id);
  if (!read_query(request.target, call.query)) return problem(400, "The query is malformed.");
  if (!request.body.empty() && !is_json(request.content_type)) {
    return problem(415, "Content-Type must be application/json.");
  }
  if (route->log_in) {
    call.who = context_.log_ins.find(request.cookie, context_.clock.now());
    if (!call.who) return problem(401, "Log in first.");
    if (route->action && !core::may(call.who->actor.role, *route->action)) {
      return problem(core::Refusal::NotAllowed);
    }
  }
  if (!request.body.empty() && !route->body) return problem(400, "This request takes no body.");
  call.request = std::move(request);
  return call;
}

}  // namespace varde::api
