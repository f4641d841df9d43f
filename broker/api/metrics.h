// What /metrics says, in Prometheus' text form. Names: docs/reference/metrics.md. Never a person's
// data.
//
// Thread safety: one thread (the io_context's).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "broker/api/figure.h"
#include "broker/api/read_model.h"
#include "broker/engine/engine.h"

namespace varde::api {

class Metrics {
 public:
  explicit Metrics(MoreFigures more = {});
  ~Metrics();

  // `route` is a pattern ("/api/v1/alarms/{id}"), so that there are few.
  void count_request(std::string_view method, std::string_view route, unsigned status);

  void count_login_failure();

  [[nodiscard]] std::string text(const engine::Engine& engine, const ReadModel& model,
                                 std::size_t streams) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  MoreFigures more_;
};

}  // namespace varde::api
