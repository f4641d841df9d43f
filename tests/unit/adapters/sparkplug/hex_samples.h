// Payloads as they stand on the wire, written by hand from the specification's field numbers and
// not by our own reader's schema. All of 2026-01-01 12:00 UTC and the seconds after.
#pragma once

#include <string_view>

namespace varde::adapters::sparkplug::hex_samples {

// bdSeq 3; Supply/Mains = 1 (true), Level = 2 (float 1.5), Outdoor = 3 (Int16 -5); seq 0.
inline constexpr std::string_view kNodeBirth =
    "0880acb7cbb73312120a0562645365711880acb7cbb7332004580312210a144e6f646520436f6e74726f"
    "6c2f526562697274681880acb7cbb733200b7000121b0a0c537570706c792f4d61696e7310011880acb7"
    "cbb733200b700112170a054c6576656c10021880acb7cbb7332009650000c03f12180a074f7574646f6f"
    "7210031880acb7cbb733200250fbff031800";
// Fault = 10 (false), Flow = 11 (double 12.25), Log = 12 (a data set); seq 1.
inline constexpr std::string_view kDeviceBirth =
    "0881acb7cbb73312140a054661756c74100a1881acb7cbb733200b7000121a0a04466c6f77100b1881ac"
    "b7cbb733200a69000000000080284012210a034c6f67100c1881acb7cbb73320108a010e080212047768"
    "656e1204776861741801";
// 10 is true, a millisecond before; seq 2.
inline constexpr std::string_view kDeviceData = "08d0bbb7cbb733120b100a18cfbbb7cbb73370011802";
// 3 is -10, its sign filling all 32 bits; 2 is 9.0 of quality 500 (stale); seq 3.
inline constexpr std::string_view kNodeData =
    "08b8c3b7cbb733120f100318b7c3b7cbb73350f6ffffff0f1220100218b7c3b7cbb7334a100a07517561"
    "6c6974791205080318f40365000010411803";
// 10 is null; seq 4.
inline constexpr std::string_view kNullData = "08a0cbb7cbb733120b100a18a0cbb7cbb73338011804";
// 10 was true and then false, a day before; seq 5.
inline constexpr std::string_view kHistory =
    "0888d3b7cbb733120d100a1880f49da2b73328017001120d100a18a081a4a2b733280170001805";
// No metrics; seq 6.
inline constexpr std::string_view kDeviceDeath = "08f0dab7cbb7331806";
// The will, left before the birth: bdSeq 3, no seq.
inline constexpr std::string_view kNodeDeath = "0898a4b7cbb733120b0a05626453657120045803";
// The same of the connection before: bdSeq 2.
inline constexpr std::string_view kOldDeath = "08d8e5b6cbb733120b0a05626453657120045802";
// A gzip in the body.
inline constexpr std::string_view kCompressed =
    "0880acb7cbb733221253504256312e305f434f4d505245535345442a031f8b08";

}  // namespace varde::adapters::sparkplug::hex_samples
