// A lesson that is wrong must fail: otherwise the test of the tutorial says nothing.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Lesson, missingLine, stepsOf } from "./lesson.mjs";

let folder;
before(() => { folder = mkdtempSync(path.join(tmpdir(), "varde-lesson-")); });
after(() => rmSync(folder, { recursive: true, force: true }));

const block = (info, text) => `\`\`\`${info}\n${text}\n\`\`\`\n`;

async function follow(page) {
  const lesson = new Lesson(folder, "/nowhere");
  try {
    for (const step of stepsOf(page)) await lesson.follow(step);
  } finally {
    await lesson.end();
  }
}

test("files are written, commands see them, and what they print is as the page says", () =>
  follow(block("text file=a/b.txt", "one\ntwo") + block("sh run", "cat a/b.txt") + block("text output", "o...e\ntwo")));

test("a command that fails fails the lesson", () => assert.rejects(follow(block("sh run", "true\nfalse")), /ended with 1/));

test("a command that was to fail and does not fails the lesson", () =>
  assert.rejects(follow(block("sh run fails", "true")), /ended with 0/));

test("an output that differs fails the lesson", () =>
  assert.rejects(follow(block("sh run", "echo one") + block("text output", "two")), /no line "two"/));

test("a background command that ends before it says what it should fails the lesson", () =>
  assert.rejects(follow(block("sh run background", "echo no; exit 3") + block("text output", "ready")), /ended with 3/));

test("a block that nobody would follow is an error, not passed over", () => {
  assert.throws(() => stepsOf(block("sh runs", "true")), /line 1/);
  assert.throws(() => stepsOf(block("sh run twice", "true")), /line 1/);
});

test("a block without an instruction is for reading only", async () => {
  await follow(block("sh", "touch not-there"));
  assert.equal(existsSync(path.join(folder, "not-there")), false);
});

test("lines are looked for in order", () => {
  assert.equal(missingLine("a\nx\nb", ["a", "b"]), undefined);
  assert.equal(missingLine("b\na", ["a", "b"]), "b");
  assert.equal(missingLine("a.b", ["a?b"]), "a?b");
});
