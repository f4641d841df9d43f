// The links as the API shows them.
#pragma once

#include "broker/core/state.h"
#include "varde/v1/api.pb.h"

namespace varde::api {

void put_links(const core::State& state, google::protobuf::RepeatedPtrField<v1::LinkView>& out);

}  // namespace varde::api
