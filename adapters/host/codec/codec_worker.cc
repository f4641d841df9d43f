#include "adapters/host/codec/codec_worker.h"

#include <utility>

#include "broker/base/frame_io.h"

namespace varde::adapters {
namespace {

frame::FromCodec to_frame(const CodecFault& fault) {
  frame::FromCodec out;
  out.mutable_fault()->set_kind(static_cast<std::uint32_t>(fault.kind));
  out.mutable_fault()->set_reason(fault.reason);
  return out;
}

frame::FromCodec to_frame(CodecResult result) {
  frame::FromCodec out;
  frame::Done& done = *out.mutable_done();
  done.set_json(std::move(result.json));
  done.set_time_us(static_cast<std::uint64_t>(result.time.count()));
  done.set_memory_bytes(result.memory_bytes);
  return out;
}

}  // namespace

CodecWorker::CodecWorker(std::unique_ptr<CodecEngine> engine) : engine_(std::move(engine)) {}

frame::FromCodec CodecWorker::answer(const frame::ToCodec& frame) {
  switch (frame.body_case()) {
    case frame::ToCodec::kLoad: return load(frame.load());
    case frame::ToCodec::kCall: return call(frame.call());
    case frame::ToCodec::kUnload: loaded_.erase(frame.unload().handle()); return {};
    case frame::ToCodec::BODY_NOT_SET: break;
  }
  return {};
}

frame::FromCodec CodecWorker::load(const frame::Load& load) {
  if (loaded_.size() >= kMostLoadedCodecs) {
    return to_frame(CodecFault{CodecFaultKind::CannotLoad, "too many adapters are loaded"});
  }
  std::vector<CodecScript> scripts;
  for (const frame::Script& script : load.scripts())
    scripts.push_back({script.name(), script.text()});
  last_ = nullptr;
  if (const auto done = engine_->load(scripts); !done) return to_frame(done.error());
  last_ = engine_->snapshot();
  loaded_[load.handle()] = last_;
  frame::FromCodec out;
  out.mutable_loaded()->set_memory_bytes(last_->bytes());
  return out;
}

frame::FromCodec CodecWorker::call(const frame::Call& call) {
  const auto found = loaded_.find(call.handle());
  if (found == loaded_.end()) {
    return to_frame(CodecFault{CodecFaultKind::CannotLoad, "the adapter is not loaded"});
  }
  last_ = found->second;
  engine_->reset(last_);
  auto answer = engine_->call(call.function(), call.argument(), Instant(Duration(call.now_us())),
                              call.seed());
  return answer ? to_frame(*std::move(answer)) : to_frame(answer.error());
}

void CodecWorker::tidy() {
  if (last_ != nullptr) engine_->reset(last_);
}

void run_codec_worker(int socket, std::unique_ptr<CodecEngine> engine,
                      const std::function<void()>& before_each_call) {
  CodecWorker worker(std::move(engine));
  std::string body;
  frame::ToCodec in;
  while (read_frame(socket, kLargestToCodec, body) && in.ParseFromString(body)) {
    before_each_call();
    const frame::FromCodec out = worker.answer(in);
    if (out.body_case() == frame::FromCodec::BODY_NOT_SET) continue;
    if (!write_frame(socket, out.SerializeAsString())) return;
    worker.tidy();
  }
}

}  // namespace varde::adapters
