// A notification as an e-mail.
// Thread safety: call from any thread.
#pragma once

#include <string>
#include <string_view>

#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/outbound/alarm_facts.h"
#include "broker/outbound/receiver.h"
#include "broker/outbound/request.h"

namespace varde::outbound {

// Text of a header as encoded words (RFC 2047), so that whatever it holds cannot begin another
// header. Plain where it is short printable ASCII.
[[nodiscard]] std::string header_text(std::string_view text);

// Reads the password. Message-ID is made of the key, so that a repeat is known.
[[nodiscard]] Result<Request, NotMade> make_request(const Receiver& receiver, const Email& how,
                                                    const Told& told, Instant now);

}  // namespace varde::outbound
