// One message on its way through an adapter. Inside adapters/host only.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "adapters/host/adapter_routes.h"
#include "adapters/host/codec/codec_pool.h"
#include "adapters/host/codec_signals.h"
#include "adapters/host/compiled_adapter.h"
#include "adapters/host/decoding.h"
#include "adapters/host/turns.h"
#include "broker/core/signal.h"

namespace varde::adapters {

struct DecodeJob {
  core::RawMessage raw;
  Decoding::Done done;
  Turn turn;
  std::shared_ptr<const AdapterRoutes> routes;  // As they were when it came.
  RouteMatch match;                             // Of a compiled adapter only `use` and `address`.
  CompiledAdapter* compiled = nullptr;          // Null: the adapter of `match`.
  CodecLane lane = CodecLane::Bulk;
  std::size_t bytes = 0;
  std::optional<Unwrapped> envelope;  // Of a carrier, while its frame is being decoded.
};

}  // namespace varde::adapters
