// SHA-256 for the chain, the snapshots and the watermark.
#pragma once

#include "broker/base/sha256.h"

namespace varde::eventlog {

using varde::bytes_of;
using varde::hex;
using varde::Sha256;
using varde::sha256;
using varde::sha256_from_hex;

}  // namespace varde::eventlog
