#include "broker/links/mqtt/router.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "broker/links/mqtt/client_protocol.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {

namespace {

Router::Target target_of(const SubscriptionTree::Match& match, Qos qos, bool retain) {
  const SubscriptionOptions& options = match.options;
  Router::Target target;
  target.session = match.session;
  target.qos = std::min(qos, options.maximum_qos);
  target.retain = retain && options.retain_as_published;
  if (options.subscription_id != 0) target.subscription_ids.push_back(options.subscription_id);
  return target;
}

// One target a session, with the best of its subscriptions and all their identifiers.
void merge_sessions(Router::Route& route) {
  if (route.size() < 2) return;
  std::ranges::stable_sort(route, {}, &Router::Target::session);
  auto last = route.begin();
  for (auto next = last + 1; next != route.end(); ++next) {
    if (next->session != last->session) {
      if (++last != next) *last = std::move(*next);
      continue;
    }
    last->qos = std::max(last->qos, next->qos);
    last->retain = last->retain || next->retain;
    std::ranges::copy(next->subscription_ids, std::back_inserter(last->subscription_ids));
  }
  route.erase(last + 1, route.end());
}

}  // namespace

Router::Route Router::find(std::string_view topic, Qos qos, bool retain, SessionNumber publisher) {
  Route route;
  tree_.match(
      topic,
      [&](const SubscriptionTree::Match& match) {
        if (match.options.no_local && match.session == publisher) return;
        route.push_back(target_of(match, qos, retain));
      },
      [&](SubscriptionTree::GroupMatch group) {
        if (const auto* member = choose(group)) route.push_back(target_of(*member, qos, retain));
      });
  merge_sessions(route);
  return route;
}

Router::Route Router::find_newcomers(const Route& route, const Message& message,
                                     SessionNumber publisher) {
  Route newcomers;
  tree_.match(
      message.topic,
      [&](const SubscriptionTree::Match& match) {
        if (match.options.no_local && match.session == publisher) return;
        // A route is sorted by session.
        if (std::ranges::binary_search(route, match.session, {}, &Target::session)) return;
        newcomers.push_back(target_of(match, message.qos, message.retain));
      },
      [](SubscriptionTree::GroupMatch) {});
  merge_sessions(newcomers);
  return newcomers;
}

// Whose turn it is: the next who is connected; if nobody is, the next whose session waits.
const SubscriptionTree::Match* Router::choose(SubscriptionTree::GroupMatch group) {
  const SubscriptionTree::Match* waiting = nullptr;
  for (std::size_t i = 0; i < group.members.size(); ++i) {
    const auto& member = group.members[(group.turn + i) % group.members.size()];
    const Session* session = sessions_.find(member.session);
    if (session == nullptr) continue;
    if (session->connection != nullptr) {
      group.turn += i + 1;
      return &member;
    }
    if (waiting == nullptr) waiting = &member;
  }
  group.turn += 1;
  return waiting;
}

void Router::plan(Route& route, const MessagePtr& message, Instant now,
                  std::vector<eventlog::LinkRecord>& records) {
  for (Target& target : route) {
    if (target.qos == Qos::AtMostOnce) continue;
    Session* session = sessions_.find(target.session);
    if (session == nullptr || (session->connection == nullptr && !session->persistent())) continue;
    const Delivery* delivery = add_delivery(*session, target, message, now, records);
    if (delivery == nullptr) {
      dropped_ += 1;
      continue;
    }
    target.sequence = delivery->sequence;
    if (session->persistent()) records.push_back(records_.put(session->number, *delivery));
  }
}

const Delivery* Router::add_delivery(Session& session, const Target& target,
                                     const MessagePtr& message, Instant now,
                                     std::vector<eventlog::LinkRecord>& records) {
  const auto add = [&] {
    return session.outgoing.add(message, target.qos, target.retain, target.subscription_ids);
  };
  if (const Delivery* delivery = add()) return delivery;
  const auto expired = session.outgoing.expire(now);
  if (expired.empty()) return nullptr;
  for (const std::uint64_t sequence : expired) {
    if (session.persistent()) records.push_back(records_.remove_delivery(session.number, sequence));
  }
  return add();
}

void Router::deliver(const Route& route, const MessagePtr& message) {
  for (const Target& target : route) {
    Session* session = sessions_.find(target.session);
    if (session == nullptr) continue;
    if (target.sequence != 0) {
      session->outgoing.commit(target.sequence);
      if (session->connection != nullptr) session->connection->send_waiting();
    } else if (target.qos == Qos::AtMostOnce && session->connection != nullptr) {
      const bool sent =
          session->connection->send_now(message, target.retain, target.subscription_ids);
      if (!sent) dropped_ += 1;
    }
  }
}

void Router::cancel(const Route& route) {
  for (const Target& target : route) {
    Session* session = sessions_.find(target.session);
    if (session != nullptr && target.sequence != 0) session->outgoing.drop(target.sequence);
  }
}

void Router::subscribe(Session& session, const std::string& filter,
                       const SubscriptionOptions& options) {
  session.subscriptions[filter] = options;
  if (const auto shared = parse_shared(filter)) {
    tree_.add_shared(shared->group, shared->filter, session.number, options);
  } else {
    tree_.add(filter, session.number, options);
  }
}

bool Router::unsubscribe(Session& session, const std::string& filter) {
  if (const auto shared = parse_shared(filter)) {
    tree_.remove_shared(shared->group, shared->filter, session.number);
  } else {
    tree_.remove(filter, session.number);
  }
  return session.subscriptions.erase(filter) > 0;
}

void Router::unsubscribe_all(Session& session) {
  while (!session.subscriptions.empty()) {
    const std::string filter = session.subscriptions.begin()->first;
    unsubscribe(session, filter);
  }
}

void Router::restore(Session& session) {
  const auto subscriptions = session.subscriptions;
  for (const auto& [filter, options] : subscriptions) subscribe(session, filter, options);
}

}  // namespace varde::links::mqtt
