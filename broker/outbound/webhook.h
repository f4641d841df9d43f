// A notification as a signed POST.
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

// The value of the header Varde-Signature: "t=<unix seconds>,v1=<hex>", where hex is the
// HMAC-SHA256 of "<unix seconds>.<body>" with `secret`.
[[nodiscard]] std::string signature(std::string_view secret, std::string_view body, Instant now);

// Reads the secret.
[[nodiscard]] Result<Request, NotMade> make_request(const Receiver& receiver, const Webhook& how,
                                                    const Told& told, Instant now);

}  // namespace varde::outbound
