// Follows a page of instructions as a reader would: writes its files, types its commands, compares
// what they print with what the page says.
//
// The blocks that count are those whose info string says so:
//
//   ```yaml file=PATH        the text goes to PATH in the reader's folder
//   ```sh run                typed into bash; must succeed
//   ```sh run fails          must not
//   ```sh run background     goes on; ended at the end
//   ```text output           what the commands before it print: these lines, in this order, others
//                            may stand between; "..." stands for anything
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "../support/varded.mjs";

const blockOf = /^```(\S+)[ \t]+(\S[^\n]*)\n([\s\S]*?)^```$/gm;
const commandMs = 60_000;

// The steps of `markdown`, in order: {file, text} or {script, fails, background, output}, each with
// the line where it stands.
export function stepsOf(markdown) {
  const steps = [];
  for (const match of markdown.matchAll(blockOf)) {
    const [, language, info, text] = match;
    const line = markdown.slice(0, match.index).split("\n").length;
    const words = info.trim().split(/\s+/);
    if (words[0].startsWith("file=")) {
      steps.push({ line, file: words[0].slice("file=".length), text });
    } else if (words[0] === "run") {
      const more = words.slice(1);
      const unknown = more.filter((word) => !["fails", "background"].includes(word));
      if (language !== "sh" || unknown.length > 0) throw new Error(`line ${line}: a block of ${language} ${info}`);
      steps.push({ line, script: text, fails: more.includes("fails"), background: more.includes("background"), output: [] });
    } else if (words[0] === "output" && steps.at(-1)?.script !== undefined) {
      steps.at(-1).output.push(...text.split("\n").filter((each) => each !== ""));
    } else {
      throw new Error(`line ${line}: a block of ${language} ${info}`);
    }
  }
  return steps;
}

function isLike(line, pattern) {
  const parts = pattern.split("...").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(line);
}

// The first line of `expected` that `printed` does not have behind the ones before; undefined if it
// has all.
export function missingLine(printed, expected) {
  const lines = printed.split("\n");
  let at = 0;
  for (const pattern of expected) {
    while (at < lines.length && !isLike(lines[at], pattern)) at += 1;
    if (at === lines.length) return pattern;
    at += 1;
  }
  return undefined;
}

export class Lesson {
  // `folder` is empty; programs are looked for in `bin` first.
  constructor(folder, bin) {
    this.folder = folder;
    this.env = { ...process.env, PATH: `${bin}:/usr/sbin:${process.env.PATH}` };
    this.background = [];
  }

  // Does one step; throws if it does not go as the page says.
  async follow(step) {
    if (step.file !== undefined) return this.#write(step);
    const run = this.#type(step.script);
    if (step.background) {
      this.background.push(run);
      return eventually(`line ${step.line}: ${step.output.join(" | ")}`, () => {
        if (run.code !== undefined) throw new Error(`line ${step.line}: ended with ${run.code}:\n${run.printed}`);
        return missingLine(run.printed, step.output) === undefined;
      });
    }
    await eventually(`line ${step.line}: the commands end`, () => run.code !== undefined, commandMs);
    if ((run.code !== 0) !== step.fails) throw new Error(`line ${step.line}: ended with ${run.code}:\n${run.printed}`);
    const missing = missingLine(run.printed, step.output);
    if (missing !== undefined) throw new Error(`line ${step.line}: no line "${missing}" in:\n${run.printed}`);
  }

  // Ends what goes on in the background, in order.
  async end() {
    for (const { child } of this.background) {
      if (child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    }
    await Promise.all(this.background.map(({ gone }) => gone));
  }

  #write({ file, text }) {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  #type(script) {
    const child = spawn("bash", ["-euo", "pipefail", "-c", script],
      { cwd: this.folder, env: this.env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const run = { child, printed: "", code: undefined };
    const hear = (text) => { run.printed += text; };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    run.gone = new Promise((resolve) => child.once("close", (code, signal) => {
      run.code = code ?? signal;
      resolve();
    }));
    return run;
  }
}
