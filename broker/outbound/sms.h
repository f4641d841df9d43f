// A notification as a text message, through a gateway that takes HTTP.
// Thread safety: call from any thread.
#pragma once

#include <string>
#include <string_view>

#include "broker/base/result.h"
#include "broker/outbound/alarm_facts.h"
#include "broker/outbound/receiver.h"
#include "broker/outbound/request.h"

namespace varde::outbound {

// A telephone number as people write it, without what is between its digits: "+4790000000". Empty
// if it is none: letters, or fewer than 3 or more than 15 digits (ITU-T E.164).
[[nodiscard]] std::string telephone_number(std::string_view text);

// What stands between % signs in a URL or a form: letters, digits and -._~ remain.
[[nodiscard]] std::string percent_encoded(std::string_view text);

// The inside of a JSON string, without its quotation marks.
[[nodiscard]] std::string json_escaped(std::string_view text);

// Reads the token.
[[nodiscard]] Result<Request, NotMade> make_request(const Receiver& receiver, const SmsGateway& how,
                                                    const Told& told);

}  // namespace varde::outbound
