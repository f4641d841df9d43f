#include "broker/links/mqtt/router.h"

#include <algorithm>
#include <utility>

#include "broker/links/mqtt/client_protocol.h"
#include "broker/links/mqtt/topic.h"

namespace varde::links::mqtt {

Router::Route Router::find(std::string_view topic, Qos qos, bool retain, SessionNumber publisher) {
  Route route;
  tree_.match(
      topic,
      [&](const SubscriptionTree::Match& match) {
        add_target(route, match, qos, retain, publisher);
      },
      [&](SubscriptionTree::GroupMatch group) {
        if (const auto* member = choose(group)) add_target(route, *member, qos, retain, 0);
      });
  return route;
}

void Router::add_target(Route& route, const SubscriptionTree::Match& match, Qos qos, bool retain,
                        SessionNumber publisher) {
  const SubscriptionOptions& options = match.options;
  if (options.no_local && match.session == publisher) return;
  auto target = std::ranges::find(route, match.session, &Target::session);
  if (target == route.end())
    target = route.insert(route.end(), Target{match.session, {}, false, {}, 0});
  target->qos = std::max(target->qos, std::min(qos, options.maximum_qos));
  target->retain = target->retain || (retain && options.retain_as_published);
  if (options.subscription_id != 0) target->subscription_ids.push_back(options.subscription_id);
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

void Router::plan(Route& route, const MessagePtr& message,
                  std::vector<eventlog::LinkRecord>& records) {
  for (Target& target : route) {
    if (target.qos == Qos::AtMostOnce) continue;
    Session* session = sessions_.find(target.session);
    if (session == nullptr || (session->connection == nullptr && !session->persistent())) continue;
    const Delivery* delivery =
        session->outgoing.add(message, target.qos, target.retain, target.subscription_ids);
    if (delivery == nullptr) {
      dropped_ += 1;
      continue;
    }
    target.sequence = delivery->sequence;
    if (session->persistent()) records.push_back(records_.put(session->number, *delivery));
  }
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
          session->connection->send_now(*message, target.retain, target.subscription_ids);
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
