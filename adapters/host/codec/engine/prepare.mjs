// Makes what the C++ side compiles from what wasm2c and the npm package say:
//
//   node prepare.mjs PACKAGE_FOLDER WASM2C_STEM OUT_FOLDER
//
// 1. quickjs_names.h: the package's exports and imports have one-letter names that change with each
//    version. Their real names are read from the package's JavaScript, which uses all of them.
// 2. quickjs_vm.c: wasm2c's C, with a mark set for each 4 KiB page that is written, so that a
//    restored snapshot is exact and costs what was touched.
//
// Anything not found exactly as expected fails the build: a new version of the package or of wasm2c
// must be looked at by a person.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [packageFolder, stem, outFolder] = process.argv.slice(2);

function fail(why) {
  console.error(`adapters/host/codec/engine/prepare.mjs: ${why}`);
  process.exit(1);
}

const script = readFileSync(join(packageFolder, "dist/emscripten-module.cjs"), "utf8").replaceAll("\n", "");
const header = readFileSync(`${stem}.h`, "utf8");
const code = readFileSync(`${stem}.c`, "utf8");

// As wasm2c writes a name into C.
const mangled = (name) =>
  [...name].map((c) => (/[A-Ya-z0-9_]/.test(c) ? c : `Z${c.charCodeAt(0).toString(16).toUpperCase()}`)).join("");

function theOneMatch(text, pattern, what) {
  const found = [...text.matchAll(pattern)];
  if (found.length !== 1) fail(`${what} is there ${found.length} times, not once`);
  return found[0];
}

// --- exports: `c._QTS_Eval=b.qa;`
const usedExports = [
  "malloc", "free", "QTS_NewRuntime", "QTS_RuntimeSetMaxStackSize", "QTS_RuntimeEnableInterruptHandler",
  "QTS_NewContext", "QTS_Eval", "QTS_Call", "QTS_ResolveException", "QTS_NewString", "QTS_GetString",
  "QTS_NewFloat64", "QTS_GetUndefined",
];
const exported = new Map([...script.matchAll(/c\._(\w+)=b\.([\w$]+);/g)].map((m) => [m[1], m[2]]));
// What Emscripten runs before main: `Z.v()` on the instance.
exported.set("call_constructors", theOneMatch(script, /\{L=!0;Z\.([\w$]+)\(\);/g, "the call of the constructors")[1]);
usedExports.push("call_constructors");
const lines = usedExports.map((name) => {
  if (!exported.has(name)) fail(`the package exports no ${name}`);
  const symbol = `Z_quickjsZ_${mangled(exported.get(name))}`;
  if (!header.includes(` ${symbol}(Z_quickjs_instance_t*`)) fail(`wasm2c made no ${symbol} for ${name}`);
  return `#define VM_${name} ${symbol}`;
});

// --- imports: members of the object that the package hands to WebAssembly, by what they do.
const exit = theOneMatch(script, /[,;](\w+)=\w=>\{\w=\w;\w\|\|0<\w\|\|\(c\.onExit/g, "the exit function")[1];
const imports = {
  assert_fail: String.raw`\([\w,]+\)=>\w\(\`Assertion failed`,
  abort: String.raw`\(\)=>\w\(""\)`,
  keepalive_clear: String.raw`\(\)=>\{\w=!1;\w=0\}`,
  localtime: String.raw`function\(\w,\w\)\{[^}]*getSeconds\(\)`,
  setitimer: String.raw`\(\w,\w\)=>\{\w\[\w\]&&\(clearTimeout`,
  tzset: String.raw`\(\w,\w,\w,\w\)=>\{var \w=\(new Date\)\.getFullYear`,
  clock_time_get: String.raw`function\(\w,\w,\w\)\{if\(!\(0<=\w&&3>=\w\)\)return 28`,
  date_now: String.raw`\(\)=>Date\.now\(\)`,
  resize_heap: String.raw`\w=>\{var \w=\w\.length;\w>>>=0;if\(2147483648<`,
  environ_get: String.raw`\(\w,\w\)=>\{var \w=0,\w=0,\w;for\(\w of \w+\(\)\)`,
  environ_sizes_get: String.raw`\(\w,\w\)=>\{var \w=\w+\(\);\w\[\w>>2\]=\w\.length`,
  fd_close: String.raw`\(\)=>52`,
  fd_seek: String.raw`function\(\)\{return 70\}`,
  fd_write: String.raw`\(\w,\w,\w,\w\)=>\{for\(var \w=0,\w=0;`,
  proc_exit: String.raw`${exit}(?=[,}])`,
  call_function: String.raw`function\([\w,]+\)\{return c\.callbacks\.callFunction\(`,
  should_interrupt: String.raw`function\(\w\)\{return c\.callbacks\.shouldInterrupt\(`,
  load_module: String.raw`function\([\w,]+\)\{\w=\w\(\w\);return c\.callbacks\.loadModuleSource\(`,
  normalize_module: String.raw`function\([\w,]+\)\{\w=\w\(\w\);\w=\w\(\w\);return c\.callbacks\.normalizeModule\(`,
  free_host_ref: String.raw`function\(\w,\w\)\{c\.callbacks\.freeHostRef\(`,
};
const declared = new Set([...header.matchAll(/\/\* import: '(\w+)' '([\w$]+)' \*\/\n\w+ (\w+)\(/g)].map((m) => m[3]));
const host = theOneMatch(header, /struct (Z_\w+_instance_t)\* \1;|extern wasm_rt_memory_t\* (Z_\w+)\(struct (Z_\w+_instance_t)\*\);/g, "the imported memory");
lines.push(`#define VM_import_memory ${host[2]}`, `#define VM_Host ${host[3]}`);
const module = /^Z_(\w+)_instance_t$/.exec(host[3])[1];
for (const [name, pattern] of Object.entries(imports)) {
  const letter = theOneMatch(script, new RegExp(`[{,](\\w+):${pattern}`, "g"), `the import ${name}`)[1];
  const symbol = `Z_${module}Z_${mangled(letter)}`;
  if (!declared.delete(symbol)) fail(`wasm2c declares no ${symbol} for ${name}`);
  lines.push(`#define VM_import_${name} ${symbol}`);
}
if (declared.size > 0) fail(`imports that are not known: ${[...declared].join(", ")}`);

// --- what a snapshot relies on besides memory: one global, and a table that never changes.
const instance = theOneMatch(header, /typedef struct Z_quickjs_instance_t \{([^}]*)\}/g, "the instance")[1];
const members = instance.replace(/\/\*.*?\*\//g, "").split(";").map((m) => m.trim()).filter(Boolean);
if (members.length !== 4 || !members.includes("u32 w2c_g0") || !members.includes("wasm_rt_funcref_table_t w2c_T0")) {
  fail(`the instance has other members than expected: ${members.join("; ")}`);
}
lines.push("#define VM_stack_pointer w2c_g0");
for (const writer of ["wasm_rt_grow_memory(", "wasm_rt_grow_funcref_table(", "memory_init(instance", "table_copy(instance", "table_init(instance"]) {
  if (code.includes(writer)) fail(`the module uses ${writer}, of which a snapshot knows nothing`);
}

if (/w2c_T0\.data\[[^\]]*\](\.\w+)? = /.test(code)) fail("the module writes its table, of which a snapshot knows nothing");

writeFileSync(join(outFolder, "quickjs_names.h"),
  `// Made by adapters/host/codec/engine/prepare.mjs.\n#pragma once\n${lines.join("\n")}\n`);

// --- the marks
function replaceOnce(text, from, to) {
  if (text.split(from).length !== 2) fail(`wasm2c's code has not once: ${from}`);
  return text.replace(from, () => to);
}
// A write may straddle two pages. One machine in a process, so its memory has a fixed place: without
// looking up where it is, and inlined, each access costs half as much.
let marked = replaceOnce(code, "    wasm_rt_memcpy(&mem->data[addr], &wrapped, sizeof(t1));            \\\n",
  "    VARDE_MARK(addr); VARDE_MARK(addr + sizeof(t1) - 1);                \\\n" +
  "    wasm_rt_memcpy(&varde_wasm_memory[addr], &wrapped, sizeof(t1));     \\\n");
marked = replaceOnce(marked, "    wasm_rt_memcpy(&result, &mem->data[addr], sizeof(t1)); \\\n",
  "    wasm_rt_memcpy(&result, &varde_wasm_memory[addr], sizeof(t1)); \\\n");
marked = replaceOnce(marked, "#define MEMCHECK(mem, a, t) RANGE_CHECK(mem, a, sizeof(t))\n",
  "#define MEMCHECK(mem, a, t) if (__builtin_expect((a) > sizeof varde_wasm_memory - sizeof(t), 0)) TRAP(OOB)\n");
marked = marked.replace(/^  static inline (t3|void) name\(wasm_rt_memory_t/gm,
  "  static inline __attribute__((always_inline)) $1 name(wasm_rt_memory_t");
marked = replaceOnce(marked, "  memset(mem->data + d, val, n);\n",
  "  VARDE_MARK_RANGE(d, n);\n  memset(mem->data + d, val, n);\n");
marked = replaceOnce(marked, "  memmove(dest->data + dest_addr, src->data + src_addr, n);\n",
  "  VARDE_MARK_RANGE(dest_addr, n);\n  memmove(dest->data + dest_addr, src->data + src_addr, n);\n");
const include = /#include "(\w+\.h)"\n/.exec(marked)[0];
marked = replaceOnce(marked, include, `${include}
_Alignas(4096) unsigned char varde_wasm_memory[16777216];
unsigned char varde_wasm_marks[4096];
#define VARDE_MARK(addr) (varde_wasm_marks[(addr) >> 12] = 1)
#define VARDE_MARK_RANGE(addr, size) \\
  for (u64 at = (u64)(addr) >> 12; (size) > 0 && at <= ((u64)(addr) + (size) - 1) >> 12; ++at) VARDE_MARK(at << 12)
`);
writeFileSync(join(outFolder, "quickjs_vm.c"), marked);
