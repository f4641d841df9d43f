# The transports of Varde's own MQTT listener.
varde_library(mqtt_transport
  SRCS mqtt/channel_transport.cc mqtt/tcp_transport.cc mqtt/tls_context.cc mqtt/tls_transport.cc
       mqtt/websocket_transport.cc mqtt/websocket_upgrade.cc
  DEPS varde::base varde::asio
  PRIVATE_DEPS varde::beast varde::server_tls)
