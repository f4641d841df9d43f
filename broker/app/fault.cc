#include "broker/app/fault.h"

namespace varde::app {
namespace {

struct Entry {
  std::string_view name;
  int exit_code;
  std::string_view remedy;
};

// 75 and 78 as in sysexits.h; 64 (usage) and 70 (fail-stop) are given elsewhere.
constexpr Entry entry(Fault fault) {
  switch (fault) {
    case Fault::WrongConfiguration:
      return {"WrongConfiguration", 78,
              "correct the file and lines named above; `varde config check` reads it again"};
    case Fault::NoRoom:
      return {"NoRoom", 75,
              "free space on the file system of the data folder, or lower storage.reserve_mib"};
    case Fault::CannotListen:
      return {"CannotListen", 71,
              "free the port or choose another with --listen; check api.tls and the users file"};
    case Fault::LinkImpossible:
      return {"LinkImpossible", 72,
              "correct the link in the configuration; check its files and the installed Paho C"};
    case Fault::Storage:
      return {"Storage", 80, "check the disk, its mount and the rights of the data folder"};
    case Fault::InUse:
      return {"InUse", 81, "another varded has this data folder: stop it, or give --data"};
    case Fault::UnexpectedEnd:
      return {"UnexpectedEnd", 82, "report this; the log itself is not touched"};
    case Fault::ShorterThanWatermark:
      return {
          "ShorterThanWatermark", 83,
          "events that were on disk are gone: restore the data folder from its backup; only where "
          "there is none: `varde log accept-loss`"};
    case Fault::DiffersFromWatermark:
      return {"DiffersFromWatermark", 84,
              "log and watermark are of different times: restore the whole data folder, not parts; "
              "only "
              "where there is no backup: `varde log accept-loss`"};
    case Fault::DamagedRecord:
      return {"DamagedRecord", 85,
              "run `varde log verify`, then restore the data folder from its backup"};
    case Fault::BrokenChain:
      return {"BrokenChain", 86,
              "run `varde log verify`, then restore the data folder from its backup"};
    case Fault::NotALog:
      return {"NotALog", 87,
              "give the right folder with --data, or install the version that wrote it"};
  }
  return {"Unknown", 70, ""};
}

}  // namespace

std::string_view name(Fault fault) { return entry(fault).name; }
int exit_code(Fault fault) { return entry(fault).exit_code; }
std::string_view remedy(Fault fault) { return entry(fault).remedy; }

Fault fault_of(eventlog::LogErrorCode code) {
  using eventlog::LogErrorCode;
  switch (code) {
    case LogErrorCode::Storage: return Fault::Storage;
    case LogErrorCode::InUse: return Fault::InUse;
    case LogErrorCode::UnexpectedEnd: return Fault::UnexpectedEnd;
    case LogErrorCode::ShorterThanWatermark: return Fault::ShorterThanWatermark;
    case LogErrorCode::DiffersFromWatermark: return Fault::DiffersFromWatermark;
    case LogErrorCode::DamagedRecord: return Fault::DamagedRecord;
    case LogErrorCode::BrokenChain: return Fault::BrokenChain;
    case LogErrorCode::NotALog: return Fault::NotALog;
  }
  return Fault::Storage;
}

CannotStart::CannotStart(Fault fault, const std::string& detail)
    : std::runtime_error(std::string(name(fault)) + ": " + detail +
                         "\nRemedy: " + std::string(remedy(fault)) + " (docs/reference/faults.md)"),
      fault_(fault) {}

}  // namespace varde::app
