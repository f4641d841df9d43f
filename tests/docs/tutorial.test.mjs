// docs/integrators/tutorial.md, followed word by word; only its two ports are replaced by free ones,
// so that it runs beside another broker.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventually, freePort } from "../support/varded.mjs";
import { ConsoleStream } from "./console_stream.mjs";
import { Lesson, stepsOf } from "./lesson.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const bin = path.resolve(process.env.VARDE_BIN ?? path.join(here, "../../build/dev/bin"));
const page = readFileSync(path.join(here, "../../docs/integrators/tutorial.md"), "utf8");
const pagePorts = { api: "8440", mqtt: "1883" };

let folder;
let lesson;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "varde-tutorial-"));
  lesson = new Lesson(folder, bin);
});
after(async () => {
  await lesson.end();
  rmSync(folder, { recursive: true, force: true });
});

// `markdown` with other ports; every port of it must be one that is replaced.
async function withFreePorts(markdown) {
  let text = markdown;
  for (const port of Object.values(pagePorts)) {
    assert.ok(text.includes(port), `the page does not name port ${port}`);
    text = text.replaceAll(port, String(await freePort()));
  }
  return text;
}

test("who follows the tutorial sees the press of the new vendor's button on a console", async () => {
  const text = await withFreePorts(page);
  const api = text.match(/curl .*(http:\/\/127\.0\.0\.1:\d+)\/api\/v1\/alarms/)[1];
  const [, user, password] = text.match(/"user": "(.*?)", "password": "(.*?)"/);
  let stream;
  try {
    for (const step of stepsOf(text)) {
      await lesson.follow(step);
      if (step.background) stream = await ConsoleStream.open(api, { user, password });
    }

    const alarm = await eventually("the call is on the console",
      () => stream.alarms().find(({ type }) => type === "help_call"));
    assert.equal(alarm.priority, "critical");
    assert.equal(alarm.device, "button-7");
    await eventually("so is what was not understood",
      () => stream.alarms().find(({ type }) => type === "undecodable_message"));
  } finally {
    stream?.close();
  }
});
