// What a codec may try, by accident or on purpose.
#pragma once

#include <array>

#include "adapters/host/codec/codec.h"

namespace varde::adapters::samples {

struct Hostile {
  const char* name;
  const char* script;
  CodecFaultKind fault;
};

inline constexpr std::array kHostile{
    Hostile{"endless loop", "function normalize() { while (true) {} }", CodecFaultKind::TimeLimit},
    Hostile{"endless loop in try, catch and finally",
            "function normalize() { for (;;) { try { while (true) {} } catch (e) {} finally { "
            "while (true) {} } } }",
            CodecFaultKind::TimeLimit},
    Hostile{"endless loop in a getter of the answer",
            "function normalize() { return [{get kind() { while (true) {} }}]; }",
            CodecFaultKind::TimeLimit},
    Hostile{"endless loop in a thrown error's message",
            "function normalize() { throw {get message() { while (true) {} }}; }",
            CodecFaultKind::TimeLimit},
    Hostile{"endless loop of a built-in function",
            "function normalize() { Array.prototype.indexOf.call({length: 2 ** 53 - 1}, 1); }",
            CodecFaultKind::TimeLimit},
    Hostile{"sorting what is not there",
            "function normalize() { return new Array(2 ** 32 - 1).sort(); }",
            CodecFaultKind::TimeLimit},
    Hostile{"catastrophic regular expression",
            "function normalize() { return [/^(a+)+$/.test('a'.repeat(50) + 'b')]; }",
            CodecFaultKind::TimeLimit},
    Hostile{"array bomb",
            "function normalize() { const a = []; for (;;) a.push('x'.repeat(1000) + a.length); }",
            CodecFaultKind::MemoryLimit},
    Hostile{
        "array bomb in try and catch",
        "function normalize() { const a = []; for (;;) try { a.push(new Array(1000).fill(a)); } "
        "catch (e) {} }",
        CodecFaultKind::MemoryLimit},
    Hostile{"typed array bomb",
            "function normalize() { const a = []; for (;;) a.push(new Uint8Array(1e6)); }",
            CodecFaultKind::MemoryLimit},
    Hostile{"one typed array of a gigabyte", "function normalize() { new Uint8Array(1e9); }",
            CodecFaultKind::MemoryLimit},
    Hostile{"string bomb", "function normalize() { let s = 'x'; for (;;) s += s; }",
            CodecFaultKind::MemoryLimit},
    Hostile{"padded string bomb",
            "function normalize() { let s = 'x'; for (;;) s = s.padEnd(s.length * 2, 'ab'); }",
            CodecFaultKind::MemoryLimit},
    Hostile{"an answer nested 200,000 deep",
            "function normalize() { let a = {}; for (let i = 0; i < 200000; i++) a = {a}; return "
            "[a]; }",
            CodecFaultKind::MemoryLimit},
    Hostile{"deep recursion", "function normalize() { return normalize() + 1; }",
            CodecFaultKind::MemoryLimit},
    Hostile{"deep recursion through a built-in function",
            "function normalize() { const f = () => [1].map(f); return f(); }",
            CodecFaultKind::MemoryLimit},
    Hostile{"deep recursion in try and catch",
            "function normalize() { const f = () => { try { f(); } catch (e) { f(); } }; f(); }",
            CodecFaultKind::TimeLimit},
    Hostile{"parsing what is nested 200,000 deep",
            "function normalize() { return JSON.parse('['.repeat(200000)); }",
            CodecFaultKind::MemoryLimit},
    Hostile{"an answer of 300 kB", "function normalize() { return [{text: 'x'.repeat(300000)}]; }",
            CodecFaultKind::ResultTooLarge},
};

}  // namespace varde::adapters::samples
