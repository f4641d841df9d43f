# Who may connect to the MQTT listener; by itself, because the command line changes it too.
varde_library(mqtt_clients
  SRCS mqtt/client.cc mqtt/client_file.cc mqtt/client_json.cc mqtt/client_secret.cc
       mqtt/client_store.cc mqtt/rights.cc
  DEPS varde::core varde::system varde::eventlog
  PRIVATE_DEPS varde::mqtt_topics Boost::json Threads::Threads)
