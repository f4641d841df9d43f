// The words and fields of the contract, read from the .proto files.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

export function source(file) {
  return readFileSync(path.join(root, file), "utf8");
}

function bodyOf(file, message) {
  const body = source(`proto/varde/v1/${file}.proto`).match(new RegExp(`^message ${message} \\{([\\s\\S]*?)^\\}`, "m"));
  if (!body) throw new Error(`${file}.proto has no message ${message}`);
  return body[1];
}

// The words of an enum of the vocabulary, without that for "not given".
export function words(message) {
  const all = [...bodyOf("vocabulary", message).matchAll(/^\s*(\w+) = \d+;/gm)].map(([, word]) => word);
  return all.filter((word) => word !== "unspecified");
}

// The names of a message's fields in signal.proto.
export function fields(message) {
  return [...bodyOf("signal", message).matchAll(/^\s*(?:optional |repeated )?[\w.]+ (\w+) = \d+;/gm)].map(([, name]) => name);
}
