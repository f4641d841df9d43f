// What a handler gets, and what it works with.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "broker/api/commit_feed.h"
#include "broker/api/http_message.h"
#include "broker/api/log_ins.h"
#include "broker/api/login_guard.h"
#include "broker/api/metrics.h"
#include "broker/api/read_model.h"
#include "broker/api/stream_hub.h"
#include "broker/api/work_pool.h"
#include "broker/base/instant.h"
#include "broker/core/authorize.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"

namespace varde::api {

// All handlers run on the thread of the io_context. What is slow goes to a pool and comes back.
struct Context {
  IoThread io;
  engine::Engine& engine;
  const eventlog::EventLog& log;
  const Clock& clock;
  ReadModel& model;
  CommitFeed& feed;
  StreamHub& hub;
  LogIns& log_ins;
  LoginGuard& guard;
  Metrics& metrics;
  WorkPool& passwords;
  WorkPool& readers;
  std::string version;
  std::string metrics_token;  // Empty: none; then /metrics is for this machine only.
  bool tls = false;
};

// A request that was found good: its route is known, and who asks.
struct Call {
  Request request;
  std::map<std::string, std::string, std::less<>> query;
  std::string id;               // What stood for the first {} in the path,
  std::string second_id;        // and for the second.
  std::optional<LoggedIn> who;  // Always there on routes for those logged in.
};

using Handler = void (*)(Context& context, Call call, Respond respond);

struct Route {
  std::string_view method;
  std::string_view pattern;            // With at most two {}.
  bool log_in = true;                  // 401 without.
  std::optional<core::Action> action;  // 403 for those who may not.
  bool body = false;                   // One is read.
  Handler handle = nullptr;
};

}  // namespace varde::api
