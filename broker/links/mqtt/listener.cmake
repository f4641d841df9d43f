# The listener: sessions, protocol, connections.
varde_library(mqtt_listener
  SRCS acceptor.cc client_protocol.cc connect_packets.cc connection.cc delivery_queue.cc hub.cc
       intake.cc listener.cc notices.cc presence.cc publish_packets.cc router.cc session_records.cc
       session_table.cc subscribe_packets.cc
  DEPS varde::engine varde::eventlog varde::mqtt_clients varde::mqtt_topics
  PRIVATE_DEPS varde::adapters varde::asio varde::mqtt_codec varde::mqtt_transport varde::proto
               spdlog::spdlog)
