// OpenSSL on the socket itself. Asio's stream between the two keeps four buffers of 17 KiB for each
// connection; here an idle one keeps none.
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <climits>
#include <new>
#include <utility>

#include "broker/links/mqtt/transport/channel.h"

namespace varde::links::mqtt {
namespace {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

// A socket as OpenSSL sees it. OpenSSL's own BIO for sockets raises SIGPIPE when the peer is gone.
struct Wire {
  tcp::socket socket;
  Error error;  // The last one.
};

int finish(BIO* bio, const Attempt& attempt, Error& last) {
  BIO_clear_retry_flags(bio);
  last = attempt.error;
  if (attempt.end == Attempt::End::WantsToRead) BIO_set_retry_read(bio);
  if (attempt.end == Attempt::End::WantsToWrite) BIO_set_retry_write(bio);
  if (attempt.end != Attempt::End::Done || attempt.error) return -1;
  return static_cast<int>(attempt.bytes);
}

int wire_read(BIO* bio, char* into, int size) {
  auto& wire = *static_cast<Wire*>(BIO_get_data(bio));
  Error error;
  const std::size_t bytes =
      wire.socket.read_some(boost::asio::buffer(into, static_cast<std::size_t>(size)), error);
  return finish(bio, attempt_of(error, bytes, Attempt::End::WantsToRead), wire.error);
}

int wire_write(BIO* bio, const char* from, int size) {
  auto& wire = *static_cast<Wire*>(BIO_get_data(bio));
  Error error;
  const std::size_t bytes =
      wire.socket.write_some(boost::asio::buffer(from, static_cast<std::size_t>(size)), error);
  return finish(bio, attempt_of(error, bytes, Attempt::End::WantsToWrite), wire.error);
}

long wire_control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;  // Nothing is held back; nothing else is known here.
}

const BIO_METHOD* wire_method() {
  static const BIO_METHOD* const kMethod = [] {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "varde socket");
    if (method == nullptr) throw std::bad_alloc();
    BIO_meth_set_read(method, wire_read);
    BIO_meth_set_write(method, wire_write);
    BIO_meth_set_ctrl(method, wire_control);
    return method;
  }();
  return kMethod;
}

// The one common name of `certificate`. Empty: none, more than one, or not a name that people and
// programs would read alike.
std::string common_name(const X509& certificate) {
  const X509_NAME* subject = X509_get_subject_name(&certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0) return {};
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (size < 0) return {};
  std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name.find('\0') == std::string::npos ? name : std::string();
}

class TlsChannel final : public Channel {
 public:
  TlsChannel(tcp::socket socket, SSL_CTX* context)
      : wire_{std::move(socket), {}}, ssl_(SSL_new(context)) {
    prepare(wire_.socket);
    BIO* bio = BIO_new(wire_method());
    if (ssl_ == nullptr || bio == nullptr) {
      BIO_free(bio);
      throw std::bad_alloc();
    }
    BIO_set_data(bio, &wire_);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
    // Whole records in one call of the system; no buffers while there is nothing in them.
    SSL_set_read_ahead(ssl_.get(), 1);
    SSL_set_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }

  tcp::socket& socket() override { return wire_.socket; }
  Attempt handshake() override {
    begin();
    return ended(SSL_do_handshake(ssl_.get()), 0);
  }
  Attempt read_some(std::span<char> into) override {
    begin();
    std::size_t bytes = 0;
    const int done = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
    return ended(done, bytes);
  }
  [[nodiscard]] bool holds_bytes() const override { return SSL_has_pending(ssl_.get()) == 1; }
  Attempt write_some(std::string_view bytes) override {
    begin();
    std::size_t written = 0;
    const int done = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
    return ended(done, written);
  }
  void say_goodbye() override {
    begin();
    // Not in the middle of a handshake, where OpenSSL has told of any fault by itself.
    if (SSL_is_init_finished(ssl_.get()) == 1) SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  [[nodiscard]] std::string certificate_name() const override {
    const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
    const bool verified = SSL_get_verify_result(ssl_.get()) == X509_V_OK;
    return certificate != nullptr && verified ? common_name(*certificate) : std::string();
  }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  void begin() {
    ERR_clear_error();  // It is the thread's; another connection may have left one.
    wire_.error.clear();
  }

  Attempt ended(int done, std::size_t bytes) {
    if (done == 1) return {Attempt::End::Done, {}, bytes};
    switch (SSL_get_error(ssl_.get(), done)) {
      case SSL_ERROR_WANT_READ: return {Attempt::End::WantsToRead, {}, 0};
      case SSL_ERROR_WANT_WRITE: return {Attempt::End::WantsToWrite, {}, 0};
      case SSL_ERROR_ZERO_RETURN: return failed(boost::asio::error::eof);
      default: return failed(cause());
    }
  }

  static Attempt failed(Error error) { return {Attempt::End::Done, error, 0}; }

  // OpenSSL's own finding before the socket's: telling the peer of it may have failed too.
  Error cause() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code != 0) return {static_cast<int>(code), boost::asio::error::get_ssl_category()};
    if (wire_.error) return wire_.error;
    return boost::asio::error::eof;
  }

  Wire wire_;
  std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace

std::unique_ptr<Transport> make_tls_transport(tcp::socket socket, boost::asio::ssl::context& tls) {
  return make_channel_transport(
      std::make_unique<TlsChannel>(std::move(socket), tls.native_handle()), nullptr);
}

}  // namespace varde::links::mqtt
