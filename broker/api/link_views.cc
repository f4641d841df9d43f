#include "broker/api/link_views.h"

namespace varde::api {

void put_links(const core::State& state, google::protobuf::RepeatedPtrField<v1::LinkView>& out) {
  for (const auto& [id, link] : state.links) {
    v1::LinkView& view = *out.Add();
    view.set_name(id.str());
    view.set_up(link.up);
    view.set_detail(link.detail);
  }
}

}  // namespace varde::api
