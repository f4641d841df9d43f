# Topics, subscriptions and retained messages: no sockets, no clock.
varde_library(mqtt_topics
  SRCS mqtt/subscription_tree.cc mqtt/topic.cc
  DEPS varde::base)
