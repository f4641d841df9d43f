#include "adapters/host/decoding.h"

#include <utility>

#include "adapters/host/canonical.h"

namespace varde::adapters {
namespace {

class CanonicalDecoding final : public Decoding {
 public:
  DecodeAnswer decode(core::RawMessage& raw, Done /*done*/) override {
    return Decoded{decode_canonical(std::move(raw)), nullptr};
  }
  std::vector<std::string> filters(const LinkId& /*link*/) const override { return {}; }
};

}  // namespace

std::shared_ptr<Decoding> canonical_decoding() { return std::make_shared<CanonicalDecoding>(); }

}  // namespace varde::adapters
