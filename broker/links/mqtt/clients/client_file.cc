#include "broker/links/mqtt/clients/client_file.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "broker/base/atomic_file.h"
#include "broker/links/mqtt/clients/client_json.h"

namespace varde::links::mqtt {
namespace {

using Clients = std::vector<Client>;

Result<void, ClientError> merge(Clients& into, Clients more) {
  for (const Client& client : more) {
    if (std::string fault = fault_of(client); !fault.empty()) {
      return ClientError{ClientErrorCode::BadClient, std::move(fault)};
    }
  }
  std::ranges::move(more, std::back_inserter(into));
  std::ranges::sort(into, {}, &Client::name);
  const auto twice = std::ranges::adjacent_find(into, {}, &Client::name);
  if (twice != into.end()) {
    return ClientError{ClientErrorCode::Exists, "there is a client " + twice->name + " already"};
  }
  if (into.size() > kClients) {
    return ClientError{ClientErrorCode::Full,
                       "there can be " + std::to_string(kClients) + " clients at most"};
  }
  return boost::system::in_place_value;
}

// The file as it will be, if the broker will be able to read it.
Result<std::string, ClientError> text_of(const Clients& clients) {
  std::string text = write_clients(clients);
  if (text.size() > kLargestClientFile) {
    return ClientError{ClientErrorCode::Full, "the file would be larger than " +
                                                  std::to_string(kLargestClientFile) + " bytes"};
  }
  if (const auto again = read_clients(text); !again) {
    return ClientError{ClientErrorCode::BadClient, again.error().detail};
  }
  return {boost::system::in_place_value, std::move(text)};
}

}  // namespace

ClientFile::ClientFile(std::filesystem::path path) : path_(std::move(path)) {}

Result<Clients, ClientError> ClientFile::read() const {
  if (!stamp_of(path_).exists) return Clients{};
  const auto text = read_file(path_, kLargestClientFile);
  if (!text) return ClientError{ClientErrorCode::File, text.error().detail};
  auto clients = read_clients(*text);
  if (!clients) {
    return ClientError{ClientErrorCode::Damaged, path_.string() + ": " + clients.error().detail};
  }
  return *std::move(clients);
}

Result<void, ClientError> ClientFile::add(Clients clients) {
  return change([&](Clients& all) { return merge(all, std::move(clients)); });
}

Result<void, ClientError> ClientFile::set_secret(std::string_view name,
                                                 std::optional<SecretHash> secret) {
  return change_one(name, [&](Clients&, Clients::iterator client) { client->secret = secret; });
}

Result<void, ClientError> ClientFile::set_disabled(std::string_view name, bool disabled) {
  return change_one(name, [&](Clients&, Clients::iterator client) { client->disabled = disabled; });
}

Result<void, ClientError> ClientFile::remove(std::string_view name) {
  return change_one(name, [](Clients& all, Clients::iterator client) { all.erase(client); });
}

template <class Change>
Result<void, ClientError> ClientFile::change(Change apply) {
  const FileLock held(path_.string() + ".lock");
  auto clients = read();
  if (!clients) return clients.error();
  if (auto applied = apply(*clients); !applied) return applied;
  const auto text = text_of(*clients);
  if (!text) return text.error();
  const auto written = write_file_atomically(path_, *text);
  if (!written) return ClientError{ClientErrorCode::File, written.error().detail};
  return boost::system::in_place_value;
}

template <class Change>
Result<void, ClientError> ClientFile::change_one(std::string_view name, Change apply) {
  return change([&](Clients& all) -> Result<void, ClientError> {
    const auto found = std::ranges::find(all, name, &Client::name);
    if (found == all.end()) {
      return ClientError{ClientErrorCode::Unknown, "there is no client " + std::string(name)};
    }
    apply(all, found);
    return boost::system::in_place_value;
  });
}

}  // namespace varde::links::mqtt
