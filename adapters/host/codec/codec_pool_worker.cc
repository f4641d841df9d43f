#include "adapters/host/codec/codec_pool_worker.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <iterator>
#include <utility>
#include <variant>
#include <vector>

namespace varde::adapters {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::size_t kLargestAnswer = 512 * 1024;

// The first process that ends before it has answered is replaced at once, the next after this much,
// doubling up to the second: a fault of the system, not of a codec, so looking more often is no
// use.
constexpr milliseconds kFirstWait{50};
constexpr milliseconds kLongestWait{5000};

// As many such in a row, and calls are no longer kept waiting.
constexpr unsigned kFailuresUntilUnavailable = 3;

}  // namespace

CodecPoolWorker::CodecPoolWorker(asio::io_context& io, std::filesystem::path program,
                                 milliseconds limit, std::shared_ptr<LaneCounts> counts)
    : io_(io),
      program_(std::move(program)),
      limit_(limit),
      counts_(std::move(counts)),
      timer_(io) {}

template <class Handler>
auto CodecPoolWorker::of_this_life(Handler handler) {
  return [self = shared_from_this(), life = life_, handler](auto&&... arguments) {
    if (self->life_ == life) handler(std::forward<decltype(arguments)>(arguments)...);
  };
}

void CodecPoolWorker::start() {
  ++life_;
  answered_ = false;
  auto process = WorkerProcess::start(program_, WorkerEnvironment::Empty);
  if (!process) {
    ++failures_;
    unavailable_ = process.error();
    start_later();
    return settle_waiting();
  }
  unavailable_.clear();
  process_ = *std::move(process);
  socket_.emplace(io_, stream_protocol(), process_->release_socket());
  receive();
  next();
}

void CodecPoolWorker::stop() {
  end_process();
  queue_.clear();
  job_.reset();
}

void CodecPoolWorker::enqueue(CodecJob job) {
  queue_.push_back(std::move(job));
  if (!unavailable_.empty()) return settle_waiting();
  next();
}

void CodecPoolWorker::withdraw(const std::shared_ptr<const Codec>& codec) {
  const auto gone = std::stable_partition(
      queue_.begin(), queue_.end(), [&](const CodecJob& job) { return job.call.codec != codec; });
  std::vector<CodecJob> withdrawn(std::make_move_iterator(gone),
                                  std::make_move_iterator(queue_.end()));
  queue_.erase(gone, queue_.end());
  for (CodecJob& job : withdrawn) {
    settle(std::move(job), CodecFault{CodecFaultKind::Withdrawn, "taken out of use"});
  }
}

// Hands the next call over, if the worker is free.
void CodecPoolWorker::next() {
  while (socket_ && step_ == Step::Idle && !queue_.empty()) {
    CodecJob job = std::move(queue_.front());
    queue_.pop_front();
    auto fault = fault_of_size(*job.call.codec);
    if (!fault) fault = fault_of_size(job.call);
    if (fault) {
      settle(std::move(job), *std::move(fault));
      continue;
    }
    job_ = std::move(job);
    job_since_ = std::chrono::steady_clock::now();
    load_or_call();
  }
}

void CodecPoolWorker::load_or_call() {
  const CodecCall& call = job_->call;
  std::string frames = loaded_.take_gone();
  if (const auto handle = loaded_.find(call.codec)) {
    step_ = Step::Calling;
    frames += call_frame(*handle, call);
  } else {
    step_ = Step::Loading;
    handle_ = loaded_.next_handle();
    frames += load_frame(handle_, *call.codec);
  }
  watch_.emplace(process_->pid(), limit_);
  watch();
  send(std::move(frames));
}

void CodecPoolWorker::send(std::string frames) {
  const auto bytes = std::make_shared<const std::string>(std::move(frames));
  asio::async_write(*socket_, asio::buffer(*bytes),
                    [bytes](error_code, std::size_t) {});  // The read under way tells.
}

// One read is always under way, so that the end of an idle worker is seen before the next call.
void CodecPoolWorker::receive() {
  asio::async_read(*socket_, asio::buffer(length_),
                   of_this_life([this](error_code error, std::size_t) {
                     if (error || to_length(length_) > kLargestAnswer) return crashed();
                     body_.resize(to_length(length_));
                     receive_body();
                   }));
}

void CodecPoolWorker::receive_body() {
  asio::async_read(*socket_, asio::buffer(body_),
                   of_this_life([this](error_code error, std::size_t) {
                     auto answer = error ? std::nullopt : parse_answer(body_);
                     if (!answer || step_ == Step::Idle) return crashed();
                     receive();
                     received(*std::move(answer));
                   }));
}

void CodecPoolWorker::received(WorkerAnswer answer) {
  timer_.cancel();
  answered_ = true;
  failures_ = 0;
  if (std::holds_alternative<Loaded>(answer)) {
    loaded_.add(job_->call.codec, handle_);
    return load_or_call();
  }
  CodecJob job = take_job();
  next();  // The worker goes on while the handler runs.
  if (auto* fault = std::get_if<CodecFault>(&answer)) {
    return settle(std::move(job), std::move(*fault));
  }
  settle(std::move(job), std::get<CodecResult>(std::move(answer)));
}

void CodecPoolWorker::watch() {
  timer_.expires_after(watch_->left());
  timer_.async_wait(of_this_life([this](error_code error) {
    // An answer may have been taken, and the next call handed over, since the timer fired.
    if (error || step_ == Step::Idle || timer_.expiry() > asio::steady_timer::clock_type::now()) {
      return;
    }
    if (watch_->left() > milliseconds::zero()) return watch();
    late();
  }));
}

void CodecPoolWorker::late() {
  ++counts_->killed;
  const auto kind = step_ == Step::Loading ? CodecFaultKind::CannotLoad : CodecFaultKind::TimeLimit;
  CodecJob job = take_job();
  end_process();
  start();
  settle(std::move(job), CodecFault{kind, "did not end within its time"});
}

void CodecPoolWorker::crashed() {
  ++counts_->crashed;
  failures_ = answered_ ? 1 : failures_ + 1;
  std::optional<CodecJob> job;
  if (step_ != Step::Idle) job = take_job();
  const std::string why = "the worker ended (" + end_process() + ")";
  if (failures_ <= 1) {
    start();
  } else {
    start_later();
  }
  if (failures_ >= kFailuresUntilUnavailable) {
    unavailable_ = why;
    settle_waiting();
  }
  if (job) settle(*std::move(job), CodecFault{CodecFaultKind::Crashed, why});
}

CodecJob CodecPoolWorker::take_job() {
  step_ = Step::Idle;
  const auto took = std::chrono::steady_clock::now() - job_since_;
  counts_->busy_us += std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  CodecJob job = *std::move(job_);
  job_.reset();
  return job;
}

void CodecPoolWorker::settle(CodecJob job, CodecAnswer answer) {
  ++counts_->calls;
  if (!answer) ++counts_->faults;
  --counts_->waiting;
  job.handler(std::move(answer));
}

// No process can be had: nobody is kept waiting for one.
void CodecPoolWorker::settle_waiting() {
  std::deque<CodecJob> jobs;
  jobs.swap(queue_);
  const std::string why = unavailable_;
  for (CodecJob& job : jobs) settle(std::move(job), CodecFault{CodecFaultKind::Unavailable, why});
}

void CodecPoolWorker::start_later() {
  const auto doublings = std::min(failures_, 10U);
  timer_.expires_after(std::min(kLongestWait, kFirstWait * (1U << doublings) / 4));
  timer_.async_wait(of_this_life([this](error_code error) {
    if (!error) start();
  }));
}

std::string CodecPoolWorker::end_process() {
  ++life_;
  timer_.cancel();
  socket_.reset();
  loaded_.clear();
  step_ = Step::Idle;
  std::string how;
  if (process_) how = process_->end();
  process_.reset();
  return how;
}

}  // namespace varde::adapters
