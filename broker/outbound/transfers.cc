#include "broker/outbound/transfers.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "broker/base/assert.h"

namespace varde::outbound {
namespace {

// libcurl's answers to setting an option are about options that this build does not know.
template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(handle, option, value);
  VARDE_ASSERT(code == CURLE_OK);
}

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

// One request. libcurl keeps pointers to what is in here until the handle is gone.
struct Transfer {
  Easy easy;
  List list;  // Headers, or recipients.
  std::string to_send;
  std::size_t sent = 0;
  std::size_t received = 0;
  std::size_t most_received = 0;
  long expected_status = 0;
  bool http = false;
  Transfers::Done done;
};

std::size_t take_body(char*, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.received += size * count;
  return transfer.received <= transfer.most_received ? size * count : 0;
}

std::size_t give_message(char* to, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = std::min(size * count, transfer.to_send.size() - transfer.sent);
  std::memcpy(to, transfer.to_send.data() + transfer.sent, bytes);
  transfer.sent += bytes;
  return bytes;
}

void set_common(Transfer& transfer, const TransferLimits& limits, const std::string& url,
                const std::filesystem::path& ca_file) {
  CURL* handle = transfer.easy.get();
  transfer.most_received = limits.response_bytes;
  set(handle, CURLOPT_URL, url.c_str());
  set(handle, CURLOPT_PRIVATE, &transfer);
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_PROXY, "");  // Not that of the environment.
  set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!ca_file.empty()) set(handle, CURLOPT_CAINFO, ca_file.c_str());
  set(handle, CURLOPT_WRITEFUNCTION, &take_body);
  set(handle, CURLOPT_WRITEDATA, &transfer);
}

void prepare(Transfer& transfer, const HttpRequest& request, const TransferLimits& limits) {
  CURL* handle = transfer.easy.get();
  set_common(transfer, limits, request.url, request.ca_file);
  transfer.http = true;
  transfer.expected_status = request.expected_status;
  transfer.to_send = request.body;
  for (const std::string& header : request.headers) append(transfer.list, header);
  append(transfer.list, "Expect:");  // Bodies are small: no question before them.
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_USERAGENT, "varde");
  if (request.method != "GET") {
    set(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer.to_send.size()));
    set(handle, CURLOPT_POSTFIELDS, transfer.to_send.c_str());
  }
  set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(handle, CURLOPT_HTTPHEADER, transfer.list.get());
}

void prepare(Transfer& transfer, const MailRequest& request, const TransferLimits& limits) {
  CURL* handle = transfer.easy.get();
  set_common(transfer, limits, request.server, request.ca_file);
  transfer.to_send = request.message;
  append(transfer.list, "<" + request.to + ">");
  set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  if (request.starttls) set(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (!request.user.empty()) {
    set(handle, CURLOPT_USERNAME, request.user.c_str());
    set(handle, CURLOPT_PASSWORD, request.password.c_str());
  }
  const std::string from = "<" + request.from + ">";
  set(handle, CURLOPT_MAIL_FROM, from.c_str());  // Copied.
  set(handle, CURLOPT_MAIL_RCPT, transfer.list.get());
  set(handle, CURLOPT_UPLOAD, 1L);
  set(handle, CURLOPT_READFUNCTION, &give_message);
  set(handle, CURLOPT_READDATA, &transfer);
  // Mail servers end idle connections soon, and a log-in belongs to one.
  set(handle, CURLOPT_FORBID_REUSE, 1L);
}

// libcurl's text for a code names no host, user or path.
std::string text_of(CURLcode code) { return curl_easy_strerror(code); }

Answer mail_answer(CURLcode code, long response) {
  if (code == CURLE_OK) return {Verdict::Taken, {}};
  const bool said_never = response >= 500 && response <= 599;
  if (said_never) {
    return {Verdict::Refused, "the mail server refused it with " + std::to_string(response)};
  }
  if (response >= 400 && response <= 499) {
    return {Verdict::Later, "the mail server answered " + std::to_string(response)};
  }
  return {Verdict::Later, text_of(code)};
}

Answer answer_of(const Transfer& transfer, CURLcode code) {
  long status = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  if (!transfer.http) return mail_answer(code, status);
  // The status has been said, whatever became of a body that nobody reads.
  const bool body_too_long = code == CURLE_WRITE_ERROR;
  if ((code == CURLE_OK || body_too_long) && status >= 200) {
    return http_answer(status, transfer.expected_status);
  }
  return {Verdict::Later, text_of(code)};
}

}  // namespace

Answer http_answer(long status, long expected) {
  const bool taken = expected == 0 ? status >= 200 && status <= 299 : status == expected;
  if (taken) return {Verdict::Taken, {}};
  const std::string said = "it answered with status " + std::to_string(status);
  if (status == 408 || status == 429 || status >= 500) return {Verdict::Later, said};
  if (status >= 300 && status <= 399) return {Verdict::Refused, said + ", a redirect"};
  return {Verdict::Refused, said};
}

class Transfers::Impl {
 public:
  explicit Impl(TransferLimits limits) : limits_(limits) {
    // Counted, and safe to call from several threads with the libcurl of Debian 12.
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      throw std::runtime_error("libcurl cannot be initialised");
    }
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot be initialised");
  }

  ~Impl() {
    for (const auto& [handle, transfer] : under_way_) curl_multi_remove_handle(multi_, handle);
    under_way_.clear();
    curl_multi_cleanup(multi_);
    curl_global_cleanup();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void start(const Request& request, Done done) {
    auto transfer = std::make_unique<Transfer>();
    transfer->easy.reset(curl_easy_init());
    if (transfer->easy == nullptr) throw std::bad_alloc();
    transfer->done = std::move(done);
    std::visit([&](const auto& what) { prepare(*transfer, what, limits_); }, request);
    CURL* handle = transfer->easy.get();
    const CURLMcode added = curl_multi_add_handle(multi_, handle);
    VARDE_ASSERT(added == CURLM_OK);
    under_way_.emplace(handle, std::move(transfer));
  }

  void run(std::chrono::milliseconds at_most) {
    int running = 0;
    curl_multi_perform(multi_, &running);
    if (finish() == 0) {
      curl_multi_poll(multi_, nullptr, 0, static_cast<int>(at_most.count()), nullptr);
      curl_multi_perform(multi_, &running);
      finish();
    }
  }

  void wake() { curl_multi_wakeup(multi_); }

 private:
  std::size_t finish() {
    std::size_t finished = 0;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* handle = message->easy_handle;
      const CURLcode code = message->data.result;
      const auto found = under_way_.find(handle);
      VARDE_ASSERT(found != under_way_.end());
      const std::unique_ptr<Transfer> transfer = std::move(found->second);
      under_way_.erase(found);
      Answer answer = answer_of(*transfer, code);
      curl_multi_remove_handle(multi_, handle);
      finished += 1;
      transfer->done(std::move(answer));
    }
    return finished;
  }

  const TransferLimits limits_;
  CURLM* multi_ = nullptr;
  std::map<CURL*, std::unique_ptr<Transfer>> under_way_;
};

Transfers::Transfers(TransferLimits limits) : impl_(std::make_unique<Impl>(limits)) {}
Transfers::~Transfers() = default;
void Transfers::start(const Request& request, Done done) { impl_->start(request, std::move(done)); }
void Transfers::run(std::chrono::milliseconds at_most) { impl_->run(at_most); }
void Transfers::wake() { impl_->wake(); }

}  // namespace varde::outbound
