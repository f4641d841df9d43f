// Log-in and log-out.
#include <chrono>
#include <utility>

#include "broker/api/answers.h"
#include "broker/api/handlers.h"
#include "broker/api/json.h"
#include "broker/api/problem.h"
#include "broker/wire/enums.h"
#include "broker/wire/events.h"
#include "varde/v1/api.pb.h"

namespace varde::api {
namespace {

v1::Session to_session(const LoggedIn& who) {
  v1::Session session;
  session.set_session(who.actor.session.str());
  session.set_user(who.actor.user.str());
  session.set_name(who.name);
  session.set_role(wire::to_code(who.actor.role));
  for (const MunicipalityId& one : who.actor.municipalities) {
    session.add_municipalities(one.str());
  }
  wire::to_proto(who.expires_at, *session.mutable_expires_at());
  return session;
}

std::string cookie(const Context& context, std::string_view value, std::chrono::seconds life) {
  return std::string(kSessionCookie) + "=" + std::string(value) +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(life.count()) +
         (context.tls ? "; Secure" : "");
}

// A name nobody can have is not remembered one by one.
UserId to_user(const std::string& text) { return is_name(text) ? UserId(text) : UserId(); }

void answer_login(Context& context, const std::optional<User>& user, const LoginTry& tried,
                  const Respond& respond) {
  if (!user) {
    context.metrics.count_login_failure();
    return respond(problem(401, "Wrong user or password."));
  }
  context.guard.succeeded(tried);
  const bool opened = context.log_ins.open(
      *user, context.clock.now(), [&context, respond](const std::string& token, LoggedIn who) {
        Response response = json_answer(to_session(who));
        response.headers.emplace_back("Set-Cookie", cookie(context, token, kSessionLife));
        respond(std::move(response));
      });
  if (!opened) respond(try_again(503, 60, "Too many people are logged in."));
}

}  // namespace

void open_session(Context& context, Call call, Respond respond) {
  v1::LoginRequest login;
  if (const auto parsed = parse_json(call.request.body, login); !parsed) {
    return respond(problem(400, parsed.error().detail));
  }
  // Behind a proxy on this machine all come from one address; whose they are, only it knows.
  const LoginTry tried{to_user(login.user()), call.request.peer,
                       call.request.loopback && call.request.forwarded};
  if (const auto wait = context.guard.begin(tried, context.clock.now())) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*wait).count();
    return respond(
        try_again(429, static_cast<unsigned>(seconds), "Too many wrong passwords. Wait a little."));
  }
  const bool taken = context.passwords.run(
      [&context, tried, password = login.password(), respond]() -> WorkPool::Then {
        auto found = context.log_ins.users().verify(tried.user, password);
        return [&context, tried, respond, found = std::move(found)] {
          answer_login(context, found, tried, respond);
        };
      });
  if (taken) return;
  context.guard.withdraw(tried);
  respond(try_again(503, 1, "Too many people log in at the same time."));
}

void show_session(Context&, Call call, Respond respond) {
  respond(json_answer(to_session(*call.who)));
}

void end_session(Context& context, Call call, Respond respond) {
  context.log_ins.end(call.who->actor.session, [&context, respond] {
    Response response;
    response.status = 204;
    response.headers.emplace_back("Set-Cookie", cookie(context, "", std::chrono::seconds(0)));
    respond(std::move(response));
  });
}

}  // namespace varde::api
