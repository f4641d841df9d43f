#include "broker/outbound/email.h"

#include <openssl/evp.h>

#include <algorithm>

#include "broker/base/utf8.h"
#include "broker/outbound/mailbox.h"
#include "broker/outbound/phrases.h"
#include "broker/outbound/secret_file.h"
#include "broker/outbound/utc_text.h"

namespace varde::outbound {
namespace {

constexpr std::size_t kSubjectCharacters = 200;

std::string base64(std::string_view text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');  // One for the zero that is written.
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

bool is_printable_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
}

// At most `most` bytes of `text`, ended between two characters.
std::string_view head(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) most -= 1;
  return text.substr(0, most);
}

// In lines of 76, as RFC 2045 wants them.
std::string folded_base64(std::string_view text) {
  constexpr std::size_t kBytesOfLine = 57;
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, kBytesOfLine);
    out += base64(line) + "\r\n";
    text.remove_prefix(line.size());
  }
  return out;
}

std::string host_of(std::string_view mailbox) {
  return std::string(mailbox.substr(mailbox.rfind('@') + 1));
}

std::string message_of(const Receiver& receiver, const Email& how, const std::string& to,
                       const Told& told, Instant now) {
  const std::string subject =
      cut(headline(told, receiver.language, receiver.personal_data), kSubjectCharacters);
  std::string out;
  const auto line = [&](const std::string& text) { out += text + "\r\n"; };
  line("Date: " + mail_date(now));
  line("From: Varde <" + how.from + ">");
  line("To: <" + to + ">");
  line("Subject: " + header_text(subject));
  line("Message-ID: <" + told.key + "@" + host_of(how.from) + ">");
  line("Auto-Submitted: auto-generated");  // RFC 3834: no holiday notices in return.
  line("MIME-Version: 1.0");
  line("Content-Type: text/plain; charset=utf-8");
  line("Content-Transfer-Encoding: base64");
  line("");
  return out + folded_base64(letter(told, receiver.language, receiver.personal_data));
}

}  // namespace

std::string header_text(std::string_view text) {
  constexpr std::size_t kPlain = 60;
  constexpr std::size_t kBytesOfWord = 45;  // An encoded word has at most 75 characters.
  const bool plain = std::ranges::all_of(text, is_printable_ascii) && text.size() <= kPlain &&
                     text.find("=?") == std::string_view::npos;
  if (plain) return std::string(text);
  const std::string clean = to_utf8(text);
  std::string_view rest = clean;
  std::string out;
  while (!rest.empty()) {
    const std::string_view word = head(rest, kBytesOfWord);
    out += (out.empty() ? "=?utf-8?B?" : "\r\n =?utf-8?B?") + base64(word) + "?=";
    rest.remove_prefix(word.size());
  }
  return out;
}

Result<Request, NotMade> make_request(const Receiver& receiver, const Email& how, const Told& told,
                                      Instant now) {
  const std::string& to = told.address.empty() ? how.to : told.address;
  if (!is_mailbox(to)) return NotMade{Verdict::Refused, "what it is to go to is no mailbox"};
  auto password = read_secret(how.password_file);
  if (password.has_error()) return password.error();
  MailRequest request;
  request.server = how.server;
  request.starttls = how.starttls;
  request.from = how.from;
  request.to = to;
  request.user = how.user;
  request.password = *std::move(password);
  request.message = message_of(receiver, how, to, told, now);
  request.ca_file = how.ca_file;
  return Request(std::move(request));
}

}  // namespace varde::outbound
