// Writes src/api/generated: the types of the contract in proto/varde/v1, in protobuf's JSON form
// as docs/reference/api.md promises it. They are made on each build and never committed, so that
// they cannot differ from the contract. Needs protoc (Debian: protobuf-compiler).
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const consoleFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const contractFolder = join(consoleFolder, '..', 'proto');
const output = join(consoleFolder, 'src', 'api', 'generated');

const options = [
  'onlyTypes=true', // No encoders: the browser reads JSON.
  'useJsonWireFormat=true', // Bytes as base64, times as RFC 3339 text.
  'snakeToCamel=false', // Names as in the file.
  'forceLong=string', // 64-bit numbers as text.
  'stringEnums=true',
  'enumsAsLiterals=true', // "critical" is a Priority_Code as it stands.
  'unrecognizedEnum=false',
  'useOptionals=messages', // A message field that is not set is left out.
  'exportCommonSymbols=false',
  'addGrpcMetadata=false',
];

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
try {
  execFileSync(
    'protoc',
    [
      `--plugin=protoc-gen-ts_proto=${join(consoleFolder, 'node_modules', '.bin', 'protoc-gen-ts_proto')}`,
      `--ts_proto_out=${output}`,
      `--ts_proto_opt=${options.join(',')}`,
      `--proto_path=${contractFolder}`,
      'varde/v1/api.proto',
      'varde/v1/event.proto',
      'varde/v1/signal.proto',
      'varde/v1/vocabulary.proto',
    ],
    { stdio: 'inherit' },
  );
} catch (error) {
  console.error(
    error.code === 'ENOENT'
      ? 'protoc is missing. On Debian: apt-get install protobuf-compiler'
      : `The types could not be made: ${error.message}`,
  );
  process.exit(1);
}

// What ts-proto has no option for: in JSON, bytes are base64 text; and the namespaces beside the
// enums do not compile where a value is called "unknown", and are not used.
const versioned = join(output, 'varde', 'v1');
for (const name of readdirSync(versioned)) {
  const file = join(versioned, name);
  const text = readFileSync(file, 'utf8')
    .replaceAll('Uint8Array', 'string')
    .replace(/^export namespace \w+ \{[^}]*\}\n/gm, '');
  writeFileSync(file, text);
}
