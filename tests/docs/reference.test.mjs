// The reference pages in docs/integrators name what the program knows, and nothing else. Keys and
// rules are read from the program's source.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root, source, words } from "./proto.mjs";

const page = (name) => source(`docs/integrators/${name}.md`);
const host = "adapters/host";
const snake = (name) => name.replace(/\B[A-Z]/g, "_$&").toLowerCase();
const quoted = (text) => [...text.matchAll(/"([\w-]+)"/g)].map(([, word]) => word);

// The part of `text` under the heading `title`.
function under(text, title) {
  const from = text.indexOf(`\n## ${title}\n`);
  assert.notEqual(from, -1, `no heading "${title}"`);
  const to = text.indexOf("\n## ", from + 1);
  return text.slice(from, to < 0 ? undefined : to);
}

// The rows of the first table of `text`, each as its cells.
function rows(text) {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => /^\| ---/.test(line)) + 1;
  const table = lines.slice(from);
  const end = table.findIndex((line) => !line.startsWith("|"));
  return table.slice(0, end < 0 ? undefined : end).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

// What stands in backticks in `text`, and each part of a path: `types[].battery.low_at` names low_at.
function named(text) {
  const found = new Set();
  for (const [, code] of text.matchAll(/`([^`\n]+)`/g)) {
    for (const word of code.match(/\w+/g) ?? []) found.add(word);
  }
  return found;
}

function namesAll(text, keys) {
  const found = named(text);
  assert.ok(keys.length > 0);
  assert.deepEqual(keys.filter((key) => !found.has(key)), []);
}

// The keys of all maps that a file of YAML may hold, as its reader lists them.
function yamlKeys(file) {
  return [...source(file).matchAll(/YamlMap \w+\([^;{]*\{([^}]*)\}/g)].flatMap(([, list]) => quoted(list));
}

// The names of all properties in a JSON Schema, wherever they stand.
function properties(schema) {
  if (typeof schema !== "object" || schema === null) return [];
  const own = typeof schema.properties === "object" && !Array.isArray(schema.properties) ? Object.keys(schema.properties) : [];
  return [...own, ...Object.values(schema).flatMap(properties)];
}

const published = (name) => JSON.parse(source(`docs/integrators/${name}.schema.json`));
const kinds = () => new Map(rows(under(page("signals"), "Kinds")).map(([kind, , ...cells]) => [kind.replaceAll("`", ""), cells]));

test("signals: every kind has its row, and every row is a kind", () => {
  assert.deepEqual([...kinds().keys()].sort(), words("SignalKind").sort());
});

test("signals: every state has its row, and every row is a state", () => {
  const states = rows(under(page("signals"), "States")).map(([state]) => state.replaceAll("`", ""));
  assert.deepEqual(states.sort(), words("SignalState").sort());
});

test("signals: what a kind raises, whether it lasts and what ends it is as the rules have it", () => {
  const rules = source("broker/core/rules.cc");
  const raises = new Map([...rules.matchAll(/SignalKind::(\w+),\s*\{"[\w-]+", AlarmType::(\w+), Priority::(\w+)\}/g)]
    .map(([, kind, type, priority]) => [snake(kind), { type, priority: priority.toLowerCase() }]));
  const lasting = new Set([...rules.match(/bool is_sustained[\s\S]*?return true/)[0].matchAll(/AlarmType::(\w+)/g)].map(([, type]) => type));
  const ends = [...rules.matchAll(/Return\{SignalKind::(\w+), \{([^}]*)\}/g)]
    .map(([, kind, types]) => ({ kind: snake(kind), types: [...types.matchAll(/AlarmType::(\w+)/g)].map(([, type]) => type) }));
  assert.ok(raises.size > 20 && lasting.size > 10 && ends.length > 5);
  for (const [kind, [alarm, level, endsWith]] of kinds()) {
    const rule = raises.get(kind);
    assert.equal(alarm, rule?.priority ?? "", kind);
    assert.equal(level, rule && lasting.has(rule.type) ? "level" : "", kind);
    const others = ends.filter(({ types }) => rule && types.includes(rule.type)).map((end) => `\`${end.kind}\``);
    assert.equal(endsWith, others.join(", "), kind);
  }
});

test("manifest: every key of the program and of the schema is named", () => {
  const files = readdirSync(path.join(root, host)).filter((file) => /^manifest\w*\.cc$/.test(file));
  namesAll(page("manifest"), files.flatMap((file) => yamlKeys(`${host}/${file}`)));
  namesAll(page("manifest"), properties(published("adapter")));
});

test("fixtures: every key of the program and of the schema and every word of `shows` is named", () => {
  const reader = source(`${host}/fixture.cc`);
  const lists = [...reader.matchAll(/fault_of_names\(\s*\*?\w+,\s*\{([^}]*)\}/g)].flatMap(([, list]) => quoted(list));
  const shows = [...reader.matchAll(/ShowsWord\{Shows::\w+, "(\w+)"\}/g)].map(([, word]) => word);
  assert.ok(shows.length > 10);
  namesAll(page("fixtures"), [...lists, ...shows]);
  // The fields of a signal stand on its own page.
  namesAll(page("fixtures") + page("signals"), properties(published("fixture")));
});

test("codec: every field of a message, of a signal and every function is named", () => {
  const message = [...source(`${host}/codec_message.cc`).matchAll(/object\["(\w+)"\]/g)].map(([, field]) => field);
  const signal = source(`${host}/codec_signals.cc`).match(/fault_of_names\(\s*\*?\w+,\s*\{[^}]*"kind"[^}]*\}/)[0];
  const functions = source(`${host}/codec/prelude.js`).match(/for \(const name of (\["normalize"[^\]]*\])/)[1];
  namesAll(page("codec"), [...message, ...quoted(signal), ...quoted(functions)]);
});

test("commands: every command has its row, and every row is a command", () => {
  const known = [...source(`${host}/manifest.cc`).matchAll(/CommandWord\{DeviceCommand::\w+, "(\w+)"\}/g)].map(([, word]) => word);
  assert.deepEqual(rows(page("commands")).map(([command]) => command.replaceAll("`", "")).sort(), known.sort());
});

test("compiled: the interface is as the header has it", () => {
  const functions = (text) => [...text.matchAll(/virtual (?!~)[\w:<> ]*?(\w+)\(/g)].map(([, name]) => name);
  const header = functions(source(`${host}/compiled_adapter.h`).replaceAll("[[nodiscard]] ", ""));
  assert.ok(header.length > 4);
  assert.deepEqual(functions(page("compiled")), header);
});

test("configuration: every key of adapters and of the register is named", () => {
  const guide = source("docs/guides/configuration.md");
  namesAll(guide, [...yamlKeys("broker/app/adapters_config.cc"), ...yamlKeys("broker/app/register_config.cc")]);
});

test("catalogue: the tables are what the manifests say, and each adapter has its judgements", () => {
  const bin = process.env.VARDE_BIN ?? path.join(root, "build/dev/bin");
  execFileSync(process.execPath, [path.join(root, "tools/catalogue"), "--check", path.join(bin, "varde")], { stdio: "pipe" });
  const judged = rows(under(page("catalogue"), "What is from documents, and what is a judgement")).map(([id]) => id);
  const folders = readdirSync(path.join(root, "adapters/vendors"));
  assert.deepEqual(judged.sort(), [...folders, "sparkplug-b"].sort());
});

test("links between the pages lead somewhere", () => {
  const slug = (title) => title.toLowerCase().replace(/[^\w\s-]/g, "").trim().replace(/\s/g, "-");
  const broken = [];
  const pages = ["README.md", "docs/architecture.md", "docs/guides/configuration.md",
    ...readdirSync(path.join(root, "docs/integrators")).filter((file) => file.endsWith(".md")).map((file) => `docs/integrators/${file}`)];
  for (const file of pages) {
    for (const [, link] of source(file).replace(/^```[\s\S]*?^```$/gm, "").matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^\w+:/.test(link)) continue;
      const [target, anchor] = link.split("#");
      const to = target === "" ? file : path.join(path.dirname(file), target);
      if (!existsSync(path.join(root, to))) broken.push(`${file}: ${link}`);
      else if (anchor && ![...source(to).matchAll(/^#+ (.*)$/gm)].some(([, title]) => slug(title) === anchor)) broken.push(`${file}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
});
