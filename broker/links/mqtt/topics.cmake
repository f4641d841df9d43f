# Topics, subscriptions and retained messages: no sockets, no clock.
varde_library(mqtt_topics
  SRCS mqtt/retained_messages.cc mqtt/subscription_tree.cc mqtt/topic.cc
  DEPS varde::base)
