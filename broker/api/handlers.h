// One function per route of docs/reference/api.md. Each answers exactly once.
#pragma once

#include "broker/api/call.h"

namespace varde::api {

void open_session(Context& context, Call call, Respond respond);
void show_session(Context& context, Call call, Respond respond);
void end_session(Context& context, Call call, Respond respond);

void list_alarms(Context& context, Call call, Respond respond);
void show_alarm(Context& context, Call call, Respond respond);

void claim(Context& context, Call call, Respond respond);
void release(Context& context, Call call, Respond respond);
void acknowledge(Context& context, Call call, Respond respond);
void add_note(Context& context, Call call, Respond respond);
void dispatch(Context& context, Call call, Respond respond);
void resolve(Context& context, Call call, Respond respond);
void shelve(Context& context, Call call, Respond respond);
void unshelve(Context& context, Call call, Respond respond);
void offer(Context& context, Call call, Respond respond);
void accept(Context& context, Call call, Respond respond);
void decline(Context& context, Call call, Respond respond);
void claim_next(Context& context, Call call, Respond respond);

void show_incident(Context& context, Call call, Respond respond);
void list_shelved(Context& context, Call call, Respond respond);
void list_exceptions(Context& context, Call call, Respond respond);
void show_duty(Context& context, Call call, Respond respond);

void begin_exception(Context& context, Call call, Respond respond);
void end_exception(Context& context, Call call, Respond respond);
void begin_shift(Context& context, Call call, Respond respond);
void end_shift(Context& context, Call call, Respond respond);
void acknowledge_incident(Context& context, Call call, Respond respond);
void resolve_incident(Context& context, Call call, Respond respond);
void command_device(Context& context, Call call, Respond respond);

void list_undecoded(Context& context, Call call, Respond respond);
void show_status(Context& context, Call call, Respond respond);
void show_health(Context& context, Call call, Respond respond);
void show_readiness(Context& context, Call call, Respond respond);
void show_metrics(Context& context, Call call, Respond respond);

// A stream was asked for without an upgrade.
void want_upgrade(Context& context, Call call, Respond respond);

}  // namespace varde::api
