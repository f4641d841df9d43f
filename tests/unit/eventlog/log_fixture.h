// What the tests of the event log have in common.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "broker/core/event.h"
#include "broker/core/state.h"
#include "broker/eventlog/event_log.h"
#include "broker/eventlog/rocksdb_event_log.h"

namespace varde::test {

inline constexpr Instant kStart{std::chrono::microseconds(1'795'316'000'000'000)};

// Message number `number`, a second after the one before, of device "d-<number % 3>".
core::Event message(std::uint64_t number);
std::vector<core::Event> messages(std::uint64_t first, std::uint64_t count);

// A small shift: alarms raised, claimed, noted and resolved among messages.
std::vector<core::Event> shift(std::uint64_t alarms);

// Opens, making it if need be; the test fails if it cannot.
std::unique_ptr<eventlog::EventLog> open(const std::filesystem::path& folder);

// What opening answers where it refuses. The test fails if it opens.
eventlog::LogError refusal(const std::filesystem::path& folder);

// Appends at the end; the test fails if it cannot.
void append(eventlog::EventLog& log, const std::vector<core::Event>& events);

// All events; the test fails if they cannot be read.
std::vector<core::Event> all(const eventlog::EventLog& log);

// The state that `events` fold to.
core::State folded(const std::vector<core::Event>& events);

// Copies a log's folder as it is, also while it is open: what a kill would leave.
void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to);

std::string content(const std::filesystem::path& file);
void put_content(const std::filesystem::path& file, const std::string& bytes);

// The database's files whose names end or begin with `part`.
std::vector<std::filesystem::path> database_files(const std::filesystem::path& folder,
                                                  const std::string& part);

}  // namespace varde::test
