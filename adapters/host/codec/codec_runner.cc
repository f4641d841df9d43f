#include "adapters/host/codec/codec_runner.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "adapters/host/codec/codec_protocol.h"
#include "adapters/host/codec/codec_watch.h"
#include "broker/base/frame_io.h"
#include "broker/base/worker_process.h"

namespace varde::adapters {
namespace {

constexpr std::size_t kLargestAnswer = 512 * 1024;

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

class CodecRunner::Impl {
 public:
  explicit Impl(CodecRunnerOptions options) : options_(std::move(options)) {
    if (options_.program.empty()) options_.program = program_beside_own("varde-codec");
  }

  CodecAnswer call(const CodecCall& call) {
    if (auto fault = fault_of_size(call)) return *std::move(fault);
    const auto handle = load(call.codec);
    if (!handle) return handle.error();
    WorkerAnswer answer = ask(call_frame(*handle, call), CodecFaultKind::TimeLimit);
    if (auto* result = std::get_if<CodecResult>(&answer)) return std::move(*result);
    if (auto* fault = std::get_if<CodecFault>(&answer)) return std::move(*fault);
    return end(CodecFaultKind::Crashed, "the worker answered another question");
  }

  Result<std::uint64_t, CodecFault> load(const std::shared_ptr<const Codec>& codec) {
    if (auto fault = fault_of_size(*codec)) return *std::move(fault);
    if (auto started = start(); !started) return started.error();
    if (const auto handle = loaded_.find(codec)) return *handle;
    const std::uint64_t handle = loaded_.next_handle();
    WorkerAnswer answer =
        ask(loaded_.take_gone() + load_frame(handle, *codec), CodecFaultKind::CannotLoad);
    if (auto* fault = std::get_if<CodecFault>(&answer)) return std::move(*fault);
    loaded_.add(codec, handle);
    return handle;
  }

 private:
  Result<void, CodecFault> start() {
    if (process_) return {};
    auto process = WorkerProcess::start(options_.program, WorkerEnvironment::Empty);
    if (!process) return CodecFault{CodecFaultKind::Crashed, process.error()};
    process_ = *std::move(process);
    socket_.emplace(process_->release_socket());
    return {};
  }

  // Sends the frames and waits for the one answer. `late`: what it is if there is none in time.
  WorkerAnswer ask(std::string_view frames, CodecFaultKind late) {
    const CodecWatch watch(process_->pid(), options_.time_limit);
    if (!write_all(frames)) return end(CodecFaultKind::Crashed, "");
    std::string received;
    for (;;) {
      const auto left = watch.left();
      if (left == std::chrono::milliseconds::zero())
        return end(late, "did not end within its time");
      pollfd readable{socket_->fd(), POLLIN, 0};
      if (::poll(&readable, 1, static_cast<int>(left.count())) <= 0) continue;
      std::array<char, 16 * 1024> part{};
      const ssize_t got = ::recv(socket_->fd(), part.data(), part.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return end(CodecFaultKind::Crashed, "");
      received.append(part.data(), static_cast<std::size_t>(got));
      if (received.size() > kLargestAnswer) return end(CodecFaultKind::Crashed, "");
      if (const auto body = body_in(received)) {
        auto answer = parse_answer(*body);
        return answer ? *std::move(answer) : WorkerAnswer(end(CodecFaultKind::Crashed, ""));
      }
    }
  }

  // The body of the frame, once all of it is there.
  static std::optional<std::string_view> body_in(std::string_view received) {
    FrameLength length{};
    if (received.size() < length.size()) return std::nullopt;
    std::copy_n(received.begin(), length.size(), length.begin());
    received.remove_prefix(length.size());
    if (received.size() < to_length(length)) return std::nullopt;
    return received;
  }

  bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t put = ::send(socket_->fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }

  CodecFault end(CodecFaultKind kind, std::string reason) {
    socket_.reset();
    const std::string how = process_->end();
    process_.reset();
    loaded_.clear();
    if (reason.empty()) reason = "the worker ended (" + how + ")";
    return {kind, std::move(reason)};
  }

  CodecRunnerOptions options_;
  std::optional<WorkerProcess> process_;
  std::optional<Socket> socket_;
  LoadedCodecs loaded_;
};

CodecRunner::CodecRunner(CodecRunnerOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
CodecRunner::~CodecRunner() = default;
CodecRunner::CodecRunner(CodecRunner&&) noexcept = default;
CodecRunner& CodecRunner::operator=(CodecRunner&&) noexcept = default;

CodecAnswer CodecRunner::call(const CodecCall& call) { return impl_->call(call); }

Result<void, CodecFault> CodecRunner::load(const std::shared_ptr<const Codec>& codec) {
  if (const auto loaded = impl_->load(codec); !loaded) return loaded.error();
  return {};
}

}  // namespace varde::adapters
