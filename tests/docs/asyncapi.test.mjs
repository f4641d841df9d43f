// docs/integrators/asyncapi.yaml is valid, and says what the contract says.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Parser } from "@asyncapi/parser";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { fields, source, words } from "./proto.mjs";

const isError = 0;
// The program stays with 3.0 until more tools know a newer one.
const allowed = ["asyncapi-latest-version"];

let document;
let diagnostics;

before(async () => {
  ({ document, diagnostics } = await new Parser().parse(source("docs/integrators/asyncapi.yaml")));
});

test("the document is valid AsyncAPI 3.0, and nothing in it is unused", () => {
  const found = diagnostics.filter(({ code, severity }) => severity === isError || !allowed.includes(code));
  assert.deepEqual(found.map(({ code, message, path }) => `${code} at ${path.join(".")}: ${message}`), []);
  assert.equal(document.version(), "3.0.0");
});

// The parser does not look at examples of AsyncAPI 3.
test("its examples are payloads as its schemas have them", () => {
  const ajv = addFormats(new Ajv({ strict: false }));
  let count = 0;
  for (const message of document.allMessages().all()) {
    const isPayload = ajv.compile(message.payload().json());
    for (const example of message.examples().all()) {
      count += 1;
      assert.ok(isPayload(example.payload()), `${message.id()}: ${JSON.stringify(isPayload.errors)}`);
    }
  }
  assert.ok(count >= 6);
});

test("it has the words of the vocabulary", () => {
  const { schemas } = document.json().components;
  for (const name of ["SignalKind", "SignalState", "AlarmType", "ResponseState", "DeviceCommand"]) {
    assert.deepEqual([...schemas[name].enum].sort(), words(name).sort(), name);
  }
});

test("it has the fields of the messages", () => {
  const { schemas } = document.json().components;
  for (const name of ["Signal", "GeoPoint", "ResponseNotice", "StoredNotice", "CommandNotice"]) {
    assert.deepEqual(Object.keys(schemas[name].properties).sort(), fields(name).sort(), name);
  }
});

test("it has the topics of the canonical form, and no other", () => {
  const topics = [...source("docs/reference/canonical.md").matchAll(/^\| `(varde\/v1\/\S+)` \|/gm)].map(([, topic]) => topic);
  const addresses = document.allChannels().all().map((channel) => channel.address().replace(/[{}]/g, (c) => (c === "{" ? "<" : ">")));
  assert.ok(topics.length > 0);
  assert.deepEqual(addresses.sort(), topics.sort());
});
