#include "broker/links/mqtt/clients/client_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <utility>

#include "broker/base/hex.h"

namespace varde::links::mqtt {
namespace {

namespace json = boost::json;

std::string_view word(ClientKind kind) {
  return kind == ClientKind::Trusted ? "trusted" : "device";
}

json::array texts(const std::vector<std::string>& all) {
  json::array array;
  for (const std::string& one : all) array.emplace_back(one);
  return array;
}

json::object entry_of(const Client& client) {
  json::object entry;
  entry["client"] = client.name;
  entry["kind"] = word(client.kind);
  if (client.disabled) entry["disabled"] = true;
  const auto created = std::chrono::floor<std::chrono::seconds>(client.created_at);
  entry["created_at_s"] = created.time_since_epoch().count();
  if (client.secret) {
    entry["salt"] = hex(
        {reinterpret_cast<const char*>(client.secret->salt.data()), client.secret->salt.size()});
    entry["hash"] = eventlog::hex(client.secret->hash);
  }
  if (client.kind == ClientKind::Trusted) {
    entry["publish"] = texts(client.publish);
    entry["subscribe"] = texts(client.subscribe);
  }
  return entry;
}

// Takes one client out of its entry; the first thing that is wrong is in `fault`.
class EntryReader {
 public:
  explicit EntryReader(const json::object& entry) : entry_(entry) {}

  Client read() {
    Client client;
    client.name = text("client");
    client.kind = kind();
    if (client.kind == ClientKind::Device) {
      client.device = device_named(client.name).value_or(core::DeviceRef{});
    }
    client.disabled = boolean("disabled");
    client.created_at = Instant(std::chrono::seconds(seconds("created_at_s")));
    if (entry_.contains("salt") || entry_.contains("hash")) client.secret = secret();
    client.publish = texts_at("publish");
    client.subscribe = texts_at("subscribe");
    if (fault_.empty()) fault_ = fault_of(client);
    return client;
  }

  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  void wrong(std::string_view key, std::string_view what) {
    if (fault_.empty()) fault_ = std::string(key) + " " + std::string(what);
  }

  std::string_view text(std::string_view key) {
    const json::value* const value = entry_.if_contains(key);
    if (value != nullptr && value->is_string()) return value->get_string();
    wrong(key, value == nullptr ? "is missing" : "is not a text");
    return {};
  }

  ClientKind kind() {
    const std::string_view kind = text("kind");
    if (kind != word(ClientKind::Device) && kind != word(ClientKind::Trusted)) {
      wrong("kind", "is neither device nor trusted");
    }
    return kind == word(ClientKind::Trusted) ? ClientKind::Trusted : ClientKind::Device;
  }

  bool boolean(std::string_view key) {
    const json::value* const value = entry_.if_contains(key);
    if (value == nullptr) return false;
    if (!value->is_bool()) wrong(key, "is neither true nor false");
    return value->is_bool() && value->get_bool();
  }

  std::int64_t seconds(std::string_view key) {
    constexpr std::int64_t kMost = 253'402'300'799;  // The year 9999.
    const json::value* const value = entry_.if_contains(key);
    const std::int64_t* const number = value == nullptr ? nullptr : value->if_int64();
    if (number != nullptr && *number >= 0 && *number <= kMost) return *number;
    wrong(key, "is no time in seconds since 1970");
    return 0;
  }

  SecretHash secret() {
    SecretHash secret;
    const auto salt = bytes_from_hex(text("salt"));
    const auto hash = eventlog::sha256_from_hex(text("hash"));
    if (!salt || salt->size() != secret.salt.size()) {
      wrong("salt", "is not 32 hex digits");
    } else {
      std::ranges::copy(*salt, secret.salt.begin());
    }
    if (!hash) wrong("hash", "is not 64 hex digits");
    secret.hash = hash.value_or(eventlog::Sha256{});
    return secret;
  }

  std::vector<std::string> texts_at(std::string_view key) {
    const json::value* const value = entry_.if_contains(key);
    if (value == nullptr) return {};
    std::vector<std::string> all;
    if (!value->is_array()) wrong(key, "is not a list");
    if (!value->is_array()) return all;
    for (const json::value& one : value->get_array()) {
      if (!one.is_string()) wrong(key, "holds something that is not a text");
      if (one.is_string()) all.emplace_back(one.get_string());
    }
    return all;
  }

  const json::object& entry_;
  std::string fault_;
};

Result<std::vector<Client>, Fault> clients_of(const json::array& entries) {
  if (entries.size() > kClients) return Fault{"more than " + std::to_string(kClients) + " clients"};
  std::vector<Client> clients;
  clients.reserve(entries.size());
  for (const json::value& entry : entries) {
    const std::string which = "client " + std::to_string(clients.size() + 1) + ": ";
    if (!entry.is_object()) return Fault{which + "not an object"};
    EntryReader reader(entry.get_object());
    clients.push_back(reader.read());
    if (!reader.fault().empty()) return Fault{which + reader.fault()};
  }
  std::ranges::sort(clients, {}, &Client::name);
  const auto twice = std::ranges::adjacent_find(clients, {}, &Client::name);
  if (twice != clients.end()) return Fault{"the client " + twice->name + " stands there twice"};
  return {boost::system::in_place_value, std::move(clients)};
}

}  // namespace

std::string write_clients(const std::vector<Client>& clients) {
  // One client a line, so that a person can read it and a difference shows who changed.
  std::string text = "{\"clients\": [\n";
  std::string_view separator = "  ";
  for (const Client& client : clients) {
    text.append(separator).append(json::serialize(entry_of(client)));
    separator = ",\n  ";
  }
  return text + "\n]}\n";
}

Result<std::vector<Client>, Fault> read_clients(std::string_view text) {
  // All of the tree goes at once; 100,000 clients by themselves would leave the heap in pieces.
  json::monotonic_resource memory;
  json::error_code error;
  const json::value value = json::parse(text, error, &memory);
  if (error) return Fault{"not JSON: " + error.message()};
  const json::object* const object = value.if_object();
  const json::value* const list = object == nullptr ? nullptr : object->if_contains("clients");
  if (list == nullptr || !list->is_array()) return Fault{"there is no list \"clients\""};
  return clients_of(list->get_array());
}

}  // namespace varde::links::mqtt
