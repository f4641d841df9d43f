#include "broker/links/mqtt/clients/client_store.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace varde::links::mqtt {
namespace {

constexpr std::chrono::seconds kLookEvery{1};

Result<Client, AuthError> unless_disabled(const Client& client) {
  if (client.disabled) return AuthError::Disabled;
  return client;
}

}  // namespace

std::string_view describe(AuthError error) {
  switch (error) {
    case AuthError::UnknownClient: return "unknown client";
    case AuthError::WrongSecret: return "wrong secret";
    case AuthError::NoSecret: return "needs a certificate";
    case AuthError::Disabled: return "disabled";
    case AuthError::Anonymous: return "no user name";
  }
  return "not authorised";
}

ClientStore::ClientStore(std::filesystem::path file, bool lab)
    : file_(std::move(file)), lab_(lab) {}

Result<void, ClientError> ClientStore::load() { return take(read(file_)); }

Result<bool, ClientError> ClientStore::refresh(Instant now) {
  using namespace std::chrono_literals;
  if (loading_.valid()) {
    if (loading_.wait_for(0s) == std::future_status::timeout) return false;
    if (const auto taken = take(loading_.get()); !taken) return taken.error();
    return true;
  }
  // A clock that was set back must not keep the file from being looked at.
  if (looked_at_ && now >= *looked_at_ && now < *looked_at_ + kLookEvery) return false;
  looked_at_ = now;
  const FileStamp stamp = stamp_of(file_.path());
  if (stamp == stamp_) return false;
  if (!stamp.exists) {
    stamp_ = stamp;
    return ClientError{ClientErrorCode::File, file_.path().string() + " is gone"};
  }
  // Where no thread can be had, the next call reads it.
  loading_ =
      std::async(std::launch::async | std::launch::deferred, [file = file_] { return read(file); });
  return false;
}

Result<Client, AuthError> ClientStore::authenticate(std::string_view user,
                                                    std::string_view secret) const {
  const Client* const client = find(user);
  const bool right = client != nullptr && client->secret ? verify_secret(*client->secret, secret)
                                                         : verify_no_secret(secret);
  if (client == nullptr) return AuthError::UnknownClient;
  if (!client->secret) return AuthError::NoSecret;
  if (!right) return AuthError::WrongSecret;
  return unless_disabled(*client);
}

Result<Client, AuthError> ClientStore::find_by_certificate(std::string_view common_name) const {
  const Client* const client = find(common_name);
  if (client == nullptr) return AuthError::UnknownClient;
  return unless_disabled(*client);
}

Result<Client, AuthError> ClientStore::anonymous() const {
  if (!lab_) return AuthError::Anonymous;
  return lab_client();
}

std::optional<Client> ClientStore::current(const Client& client) const {
  if (client.kind == ClientKind::Lab) return client;
  const Client* const now = find(client.name);
  if (now == nullptr || now->disabled || now->secret != client.secret) return std::nullopt;
  return *now;
}

ClientStore::Loaded ClientStore::read(const ClientFile& file) {
  // Looked at before reading: a change in between is seen the next time.
  const FileStamp stamp = stamp_of(file.path());
  return {stamp, file.read()};
}

Result<void, ClientError> ClientStore::take(Loaded loaded) {
  stamp_ = loaded.stamp;
  if (!loaded.clients) return loaded.clients.error();
  clients_ = *std::move(loaded.clients);
  return boost::system::in_place_value;
}

const Client* ClientStore::find(std::string_view name) const {
  const auto found = std::ranges::lower_bound(clients_, name, {}, &Client::name);
  return found != clients_.end() && found->name == name ? &*found : nullptr;
}

}  // namespace varde::links::mqtt
