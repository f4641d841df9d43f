#include "broker/eventlog/log_error.h"

namespace varde::eventlog {

std::string_view name(LogErrorCode code) {
  switch (code) {
    case LogErrorCode::Storage: return "Storage";
    case LogErrorCode::InUse: return "InUse";
    case LogErrorCode::UnexpectedEnd: return "UnexpectedEnd";
    case LogErrorCode::ShorterThanWatermark: return "ShorterThanWatermark";
    case LogErrorCode::DiffersFromWatermark: return "DiffersFromWatermark";
    case LogErrorCode::DamagedRecord: return "DamagedRecord";
    case LogErrorCode::BrokenChain: return "BrokenChain";
    case LogErrorCode::NotALog: return "NotALog";
  }
  return "Unknown";
}

}  // namespace varde::eventlog
