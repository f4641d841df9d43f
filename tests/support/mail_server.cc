#include "tests/support/mail_server.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cctype>
#include <mutex>
#include <thread>
#include <utility>

namespace varde::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

std::string verb_of(const std::string& line) {
  std::string verb = line.substr(0, line.find(' '));
  std::ranges::transform(verb, verb.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return verb;
}

std::string after_colon(const std::string& line) {
  const std::string rest = line.substr(line.find(':') + 1);
  return rest.substr(0, rest.find(' '));
}

std::string usual_reply(const std::string& verb) {
  if (verb == "EHLO") return "250-localhost\r\n250-AUTH PLAIN\r\n250 8BITMIME";
  if (verb == "AUTH") return "235 welcome";
  if (verb == "DATA") return "354 go on";
  if (verb == "QUIT") return "221 goodbye";
  return "250 ok";
}

// What has been heard, shared by all conversations.
struct Book {
  mutable std::mutex mutex;  // Guards all.
  std::map<std::string, std::string> replies;
  std::vector<ReceivedMail> mails;
  std::vector<std::string> said;

  std::string reply_to(const std::string& verb) {
    const std::scoped_lock lock(mutex);
    const auto found = replies.find(verb);
    return found == replies.end() ? usual_reply(verb) : found->second;
  }
};

class Conversation : public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(tcp::socket socket, Book& book) : socket_(std::move(socket)), book_(book) {}
  void begin() { answer("220 localhost"); }

 private:
  void answer(const std::string& text) {
    out_ = text + "\r\n";
    asio::async_write(socket_, asio::buffer(out_),
                      [self = shared_from_this()](Error error, std::size_t) {
                        if (!error) self->read();
                      });
  }

  void read() {
    const char* end = in_message_ ? "\r\n.\r\n" : "\r\n";
    asio::async_read_until(
        socket_, asio::dynamic_buffer(in_), end,
        [self = shared_from_this(), end = std::string(end)](Error error, std::size_t size) {
          if (error) return;
          std::string text = self->in_.substr(0, size - end.size());
          self->in_.erase(0, size);
          self->heard(std::move(text));
        });
  }

  void heard(std::string text) {
    if (std::exchange(in_message_, false)) return message(std::move(text));
    {
      const std::scoped_lock lock(book_.mutex);
      book_.said.push_back(text);
    }
    const std::string verb = std::exchange(in_secret_, false) ? "AUTH" : verb_of(text);
    if (verb == "MAIL") mail_ = {after_colon(text), {}, {}};
    if (verb == "RCPT") mail_.to.push_back(after_colon(text));
    if (verb == "AUTH" && text == "AUTH PLAIN") {  // The secret comes on a line of its own.
      in_secret_ = true;
      return answer("334 ");
    }
    const std::string reply = book_.reply_to(verb);
    in_message_ = verb == "DATA" && reply.starts_with("354");
    answer(reply);
  }

  void message(std::string text) {
    const std::string reply = book_.reply_to("BODY");
    if (reply.starts_with('2')) {
      const std::scoped_lock lock(book_.mutex);
      mail_.data = std::move(text) + "\r\n";
      book_.mails.push_back(mail_);
    }
    answer(reply);
  }

  tcp::socket socket_;
  Book& book_;
  std::string in_;
  std::string out_;
  bool in_message_ = false;
  bool in_secret_ = false;
  ReceivedMail mail_;
};

}  // namespace

class MailServer::Impl {
 public:
  explicit Impl(std::map<std::string, std::string> replies)
      : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}),
        port_(acceptor_.local_endpoint().port()) {
    book.replies = std::move(replies);
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Impl() {
    io_.stop();
    thread_.join();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

  Book book;

 private:
  void accept() {
    acceptor_.async_accept([this](Error error, tcp::socket socket) {
      if (error) return;
      std::make_shared<Conversation>(std::move(socket), book)->begin();
      accept();
    });
  }

  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  const std::uint16_t port_;
  std::thread thread_;
};

MailServer::MailServer(std::map<std::string, std::string> replies)
    : impl_(std::make_unique<Impl>(std::move(replies))) {}
MailServer::~MailServer() = default;
void MailServer::say(std::map<std::string, std::string> replies) {
  const std::scoped_lock lock(impl_->book.mutex);
  impl_->book.replies = std::move(replies);
}
std::string MailServer::url() const { return "smtp://127.0.0.1:" + std::to_string(impl_->port()); }
std::vector<ReceivedMail> MailServer::mails() const {
  const std::scoped_lock lock(impl_->book.mutex);
  return impl_->book.mails;
}
std::vector<std::string> MailServer::said() const {
  const std::scoped_lock lock(impl_->book.mutex);
  return impl_->book.said;
}

}  // namespace varde::test
