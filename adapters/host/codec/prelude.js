// What every codec finds before its first line: only what is deterministic, the few helpers that
// published codecs expect, and, hidden from them, the one function that the host calls.
//
// Everything the host's part relies on is taken here, before a codec can change it. A codec that
// tampers with prototypes harms its own answers only; these are checked by the host as text.
//
// The value of this script is entry(function, argument, seed low, seed high). It answers with text:
// a mark and what belongs to it. "=" the answer as JSON; "!" the codec threw; "?" it has no such
// function; "#" its answer has not the right form; "~" it recursed too deep or ran out of memory.
(function () {
  "use strict";

  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const { defineProperty, keys, create } = Object;
  const { isInteger, isNaN } = Number;
  const { apply } = Reflect;
  const { fromCharCode } = String;
  const { slice: sliceArray } = Array.prototype;
  const { charCodeAt, indexOf } = String.prototype;
  const { exec } = RegExp.prototype;
  const { getTime } = Date.prototype;
  const PristineDate = Date;
  const PristineString = String;
  const Bytes = Uint8Array;
  const View = DataView;
  const isView = ArrayBuffer.isView;
  const PristineBuffer = ArrayBuffer;
  const evaluate = eval;

  function hide(object, name, value) {
    defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true });
  }
  function show(object, name, value) {
    defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  }

  // --- what is not deterministic, or reaches out
  for (const name of ["Atomics", "FinalizationRegistry", "SharedArrayBuffer", "WeakRef", "gc", "navigator",
    "performance", "queueMicrotask"]) {
    delete globalThis[name];
  }

  // Math.random from the call's seed: Chris Doty-Humphrey's sfc32.
  let a = 0, b = 0, c = 0, d = 1;
  function next() {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  }
  function seed(low, high) {
    a = low | 0;
    b = high | 0;
    c = 0x9e3779b9 | 0;
    d = 1;
    for (let i = 0; i < 12; i++) next();
  }
  seed(0, 0);
  hide(Math, "random", function random() {
    return ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  });

  // --- bytes and text
  const hexDigits = "0123456789abcdef";
  const hexOf = [];
  const digitOf = [];
  for (let i = 0; i < 256; i++) {
    hexOf[i] = hexDigits[i >> 4] + hexDigits[i & 15];
    digitOf[i] = 0;
  }
  for (let i = 0; i < 16; i++) {
    digitOf[apply(charCodeAt, hexDigits, [i])] = i;
    digitOf[apply(charCodeAt, hexDigits.toUpperCase(), [i])] = i;
  }

  // With the method as it is found, which is faster than a kept one: whoever changes it gets other
  // bytes, and nobody else does.
  function hexToBytes(hex, bytes) {
    const size = hex.length >> 1;
    for (let i = 0; i < size; i++) bytes[i] = (digitOf[hex.charCodeAt(2 * i)] << 4) | digitOf[hex.charCodeAt(2 * i + 1)];
    return bytes;
  }
  function bytesToHex(bytes, from, to) {
    let text = "";
    for (let i = from; i < to; i++) text += hexOf[bytes[i]];
    return text;
  }

  const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const base64Of = create(null);
  for (let i = 0; i < 64; i++) base64Of[base64Digits[i]] = i;
  base64Of["-"] = 62;
  base64Of["_"] = 63;

  // Characters that are no digits are passed over, as Node does; null at one, if `strict`.
  function base64ToBytes(text, strict) {
    const bytes = [];
    let bits = 0, count = 0, size = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = base64Of[text[i]];
      if (digit === undefined) {
        if (text[i] === "=") break;
        if (strict && apply(indexOf, " \t\r\n\f", [text[i]]) < 0) return null;
        continue;
      }
      bits = ((bits << 6) | digit) & 0xffffff;
      count += 6;
      if (count >= 8) {
        count -= 8;
        bytes[size++] = (bits >> count) & 255;
      }
    }
    return bytes;
  }
  function bytesToBase64(bytes, from, to) {
    let text = "";
    for (let i = from; i < to; i += 3) {
      const left = to - i;
      const group = (bytes[i] << 16) | ((left > 1 ? bytes[i + 1] : 0) << 8) | (left > 2 ? bytes[i + 2] : 0);
      text += base64Digits[group >> 18] + base64Digits[(group >> 12) & 63] +
        (left > 1 ? base64Digits[(group >> 6) & 63] : "=") + (left > 2 ? base64Digits[group & 63] : "=");
    }
    return text;
  }

  function textToUtf8(text) {
    const bytes = [];
    let size = 0;
    for (let i = 0; i < text.length; i++) {
      let code = apply(charCodeAt, text, [i]);
      if (code >= 0xd800 && code < 0xe000) {
        const low = i + 1 < text.length ? apply(charCodeAt, text, [i + 1]) : 0;
        if (code < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          i++;
        } else {
          code = 0xfffd;
        }
      }
      if (code < 0x80) {
        bytes[size++] = code;
        continue;
      }
      if (code < 0x800) {
        bytes[size++] = 0xc0 | (code >> 6);
      } else {
        if (code < 0x10000) {
          bytes[size++] = 0xe0 | (code >> 12);
        } else {
          bytes[size++] = 0xf0 | (code >> 18);
          bytes[size++] = 0x80 | ((code >> 12) & 63);
        }
        bytes[size++] = 0x80 | ((code >> 6) & 63);
      }
      bytes[size++] = 0x80 | (code & 63);
    }
    return bytes;
  }

  // U+FFFD for what is no UTF-8, as the WHATWG encoding standard has it; null instead, if `fatal`.
  function utf8ToText(bytes, from, to, fatal) {
    let text = "";
    for (let i = from; i < to;) {
      const lead = bytes[i++];
      if (lead < 0x80) {
        text += fromCharCode(lead);
        continue;
      }
      let more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      let good = lead >= 0xc2 && lead <= 0xf4;
      let code = lead & (0x3f >> more);
      let least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      let most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      while (good && more > 0) {
        if (i < to && bytes[i] >= least && bytes[i] <= most) {
          code = (code << 6) | (bytes[i++] & 63);
          more--;
        } else {
          good = false;
        }
        least = 0x80;
        most = 0xbf;
      }
      if (!good) {
        if (fatal) return null;
        text += "\ufffd";
      } else if (code < 0x10000) {
        text += fromCharCode(code);
      } else {
        text += fromCharCode(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
      }
    }
    return text;
  }

  function latin1ToBytes(text) {
    const bytes = [];
    for (let i = 0; i < text.length; i++) bytes[i] = apply(charCodeAt, text, [i]) & 255;
    return bytes;
  }
  function latin1ToText(bytes, from, to, mask) {
    let text = "";
    for (let i = from; i < to; i++) text += fromCharCode(bytes[i] & mask);
    return text;
  }

  function textToBytes(text, encoding) {
    switch (encoding === undefined ? "utf8" : PristineString(encoding).toLowerCase()) {
      case "hex": return hexToBytes(/^(?:[0-9a-f]{2})*/i.exec(text)[0], []);
      case "base64": case "base64url": return base64ToBytes(text, false);
      case "utf8": case "utf-8": return textToUtf8(text);
      case "ascii": case "latin1": case "binary": return latin1ToBytes(text);
      default: throw new TypeError("Unknown encoding: " + encoding);
    }
  }

  // --- Buffer: the part of Node's that published codecs use
  class Buffer extends Uint8Array {
    constructor(value, encodingOrOffset, length) {
      if (typeof value === "string") {
        super(textToBytes(value, encodingOrOffset));
      } else if (value instanceof PristineBuffer) {
        super(value, encodingOrOffset, length);
      } else {
        super(value);
      }
    }
    static from(value, encodingOrOffset, length) {
      if (typeof value === "number") throw new TypeError("Buffer.from takes no number");
      if (value && value.type === "Buffer" && isArray(value.data)) value = value.data;
      return new Buffer(value, encodingOrOffset, length);
    }
    static of(...bytes) { return new Buffer(bytes); }
    static alloc(size, fill) {
      const made = new Buffer(size);
      if (fill !== undefined) made.fill(typeof fill === "string" ? fill.charCodeAt(0) : fill);
      return made;
    }
    static allocUnsafe(size) { return new Buffer(size); }
    static isBuffer(value) { return value instanceof Buffer; }
    static byteLength(value, encoding) {
      return typeof value === "string" ? textToBytes(value, encoding).length : value.byteLength;
    }
    static concat(list, total) {
      let size = 0;
      for (const part of list) size += part.length;
      const made = new Buffer(total === undefined ? size : total);
      let at = 0;
      for (const part of list) {
        if (at >= made.length) break;
        made.set(part.length > made.length - at ? part.subarray(0, made.length - at) : part, at);
        at += part.length;
      }
      return made;
    }
    toString(encoding, from, to) {
      from = from === undefined || from < 0 ? 0 : from;
      to = to === undefined || to > this.length ? this.length : to;
      switch (encoding === undefined ? "utf8" : PristineString(encoding).toLowerCase()) {
        case "hex": return bytesToHex(this, from, to);
        case "base64": return bytesToBase64(this, from, to);
        case "base64url":
          return bytesToBase64(this, from, to).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
        case "utf8": case "utf-8": return utf8ToText(this, from, to, false);
        case "ascii": return latin1ToText(this, from, to, 127);
        case "latin1": case "binary": return latin1ToText(this, from, to, 255);
        default: throw new TypeError("Unknown encoding: " + encoding);
      }
    }
    toJSON() { return { type: "Buffer", data: [...this] }; }
    equals(other) {
      if (this.length !== other.length) return false;
      for (let i = 0; i < this.length; i++) if (this[i] !== other[i]) return false;
      return true;
    }
    slice(from, to) { return this.subarray(from, to); }
    copy(target, at, from, to) {
      const part = this.subarray(from === undefined ? 0 : from, to === undefined ? this.length : to);
      const room = target.length - (at || 0);
      target.set(part.length > room ? part.subarray(0, room) : part, at || 0);
      return part.length > room ? room : part.length;
    }
    write(text, at, encoding) {
      const bytes = textToBytes(text, typeof at === "string" ? at : encoding);
      at = typeof at === "number" ? at : 0;
      let count = 0;
      for (; count < bytes.length && at + count < this.length; count++) this[at + count] = bytes[count];
      return count;
    }
    readUIntBE(at, size) {
      inside(this, at, size);
      let value = 0;
      for (let i = 0; i < size; i++) value = value * 256 + this[at + i];
      return value;
    }
    readUIntLE(at, size) {
      inside(this, at, size);
      let value = 0;
      for (let i = size - 1; i >= 0; i--) value = value * 256 + this[at + i];
      return value;
    }
    readIntBE(at, size) { return signed(this.readUIntBE(at, size), size); }
    readIntLE(at, size) { return signed(this.readUIntLE(at, size), size); }
    writeUIntBE(value, at, size) {
      inside(this, at, size);
      for (let i = size - 1; i >= 0; i--, value = Math.floor(value / 256)) this[at + i] = value % 256;
      return at + size;
    }
    writeUIntLE(value, at, size) {
      inside(this, at, size);
      for (let i = 0; i < size; i++, value = Math.floor(value / 256)) this[at + i] = value % 256;
      return at + size;
    }
    writeIntBE(value, at, size) { return this.writeUIntBE(value < 0 ? value + 256 ** size : value, at, size); }
    writeIntLE(value, at, size) { return this.writeUIntLE(value < 0 ? value + 256 ** size : value, at, size); }
  }
  function inside(buffer, at, size) {
    if (!(size >= 1 && size <= 6)) throw new RangeError("between 1 and 6 bytes");
    if (!(at >= 0 && at + size <= buffer.length)) throw new RangeError("Attempt to access memory outside buffer bounds");
  }
  function signed(value, size) {
    return value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
  }
  // readUInt16BE, readUint16BE, writeFloatLE ...
  for (const [name, method, size] of [["UInt8", "Uint8", 1], ["Int8", "Int8", 1], ["UInt16", "Uint16", 2],
    ["Int16", "Int16", 2], ["UInt32", "Uint32", 4], ["Int32", "Int32", 4], ["Float", "Float32", 4],
    ["Double", "Float64", 8], ["BigUInt64", "BigUint64", 8], ["BigInt64", "BigInt64", 8]]) {
    const get = View.prototype["get" + method];
    const set = View.prototype["set" + method];
    for (const order of size === 1 ? [""] : ["BE", "LE"]) {
      const little = order === "LE";
      const view = (buffer) => new View(buffer.buffer, buffer.byteOffset, buffer.byteLength);
      const read = function (at) { return apply(get, view(this), [at === undefined ? 0 : at, little]); };
      const write = function (value, at) {
        at = at === undefined ? 0 : at;
        apply(set, view(this), [at, value, little]);
        return at + size;
      };
      for (const spelling of [name, name.replace("UInt", "Uint")]) {
        hide(Buffer.prototype, "read" + spelling + order, read);
        hide(Buffer.prototype, "write" + spelling + order, write);
      }
    }
  }
  hide(globalThis, "Buffer", Buffer);

  // --- the web's part
  hide(globalThis, "atob", function atob(text) {
    const bytes = base64ToBytes(PristineString(text), true);
    if (bytes === null) throw new Error("atob: not base64");
    return latin1ToText(bytes, 0, bytes.length, 255);
  });
  hide(globalThis, "btoa", function btoa(text) {
    text = PristineString(text);
    for (let i = 0; i < text.length; i++) {
      if (apply(charCodeAt, text, [i]) > 255) throw new Error("btoa: not latin 1");
    }
    const bytes = latin1ToBytes(text);
    return bytesToBase64(bytes, 0, bytes.length);
  });
  hide(globalThis, "TextDecoder", class TextDecoder {
    #fatal;
    #keepMark;
    constructor(label = "utf-8", options = {}) {
      if (!/^utf-?8$/i.test(label)) throw new RangeError("TextDecoder knows utf-8 only");
      this.#fatal = !!options.fatal;
      this.#keepMark = !!options.ignoreBOM;
    }
    get encoding() { return "utf-8"; }
    decode(input) {
      if (input === undefined) return "";
      const bytes = isView(input) ? new Bytes(input.buffer, input.byteOffset, input.byteLength) : new Bytes(input);
      const mark = !this.#keepMark && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
      const text = utf8ToText(bytes, mark, bytes.length, this.#fatal);
      if (text === null) throw new TypeError("not utf-8");
      return text;
    }
  });
  hide(globalThis, "TextEncoder", class TextEncoder {
    get encoding() { return "utf-8"; }
    encode(text = "") { return new Bytes(textToUtf8(PristineString(text))); }
  });
  const console = {};
  for (const name of ["assert", "clear", "count", "debug", "dir", "error", "group", "groupCollapsed", "groupEnd",
    "info", "log", "table", "time", "timeEnd", "trace", "warn"]) {
    console[name] = function () {};
  }
  hide(globalThis, "console", console);

  // --- the host's part, from here on
  class Fault {
    constructor(mark, text) {
      this.mark = mark;
      this.text = text;
    }
  }

  const deepOrFull = create(null);
  for (const message of ["out of memory", "string too long", "stack overflow", "Maximum call stack size exceeded"]) {
    deepOrFull[message] = true;
  }

  // What was thrown, as a mark and one line.
  function describe(thrown) {
    try {
      if (thrown instanceof Fault) return thrown.mark + thrown.text;
      if (typeof thrown !== "object" || thrown === null || !("message" in thrown)) {
        return "!" + PristineString(thrown);
      }
      const name = PristineString(thrown.name);
      const message = PristineString(thrown.message);
      if (name === "Error") return "!" + message;
      // The engine's own error: where, as the codec's author did not write the message.
      const where = apply(exec, /([^\s()/]+\.js:\d+)/, [PristineString(thrown.stack)]);
      const mark = deepOrFull[message] && (name === "RangeError" || name === "InternalError") ? "~" : "!";
      return mark + name + ": " + message + (where ? " (" + where[1] + ")" : "");
    } catch {
      return "!something was thrown that cannot be put into words";
    }
  }

  function isObject(value) { return typeof value === "object" && value !== null && !isArray(value); }

  function toDate(value) {
    const date = new PristineDate(value);
    if (isNaN(apply(getTime, date, []))) throw new Fault("#", "the argument has a time that is none");
    return date;
  }

  // Of the codec's answer.
  function toHex(bytes, what) {
    if (!isArray(bytes) && !isView(bytes)) throw new Fault("#", what + " must be an array of bytes");
    let text = "";
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (!isInteger(byte) || byte < -128 || byte > 255) throw new Fault("#", what + " has what is no byte");
      text += hexOf[byte & 255];
    }
    return text;
  }

  function lazyBytes(message, hex) {
    defineProperty(message, "bytes", {
      get() {
        const bytes = hexToBytes(hex, []);
        show(message, "bytes", bytes);
        return bytes;
      },
      set(value) { show(message, "bytes", value); },
      enumerable: true,
      configurable: true,
    });
  }

  // The object that the codec's function gets, out of what the host sent. Plain assignments: this is
  // on the way of each message.
  function toMessage(given) {
    if (given.recvTime !== undefined) given.recvTime = toDate(given.recvTime);
    if (given.networkTime !== undefined) given.networkTime = toDate(given.networkTime);
    if (typeof given.bytes === "string") lazyBytes(given, given.bytes);
    if (given.previous === undefined) {
      given.previous = {};
    } else {
      for (const kind in given.previous) {
        const last = given.previous[kind];
        if (last !== null && last.at !== undefined) last.at = toDate(last.at);
      }
    }
    given.payload = undefined;
    if (typeof given.text === "string") {
      try {
        given.payload = parse(given.text);
      } catch {
        given.payload = undefined;
      }
    }
    return given;
  }

  // What the codec defined, also as `const`; looked up once, after its scripts were evaluated.
  const codec = create(null);
  function resolve() {
    for (const name of ["normalize", "decodeUplink", "Decode", "Decoder", "unwrap", "encodeCommand", "encodeDownlink"]) {
      codec[name] = evaluate("typeof " + name + " === 'function' ? " + name + " : undefined");
    }
    return "=";
  }
  function need(name) {
    if (codec[name] === undefined) throw new Fault("?", "the codec has no function " + name);
    return codec[name];
  }

  function checkTime(object, name) {
    const value = object[name];
    if (value instanceof PristineDate && isNaN(apply(getTime, value, []))) {
      throw new Fault("#", name + " is an invalid Date");
    }
  }
  function checkSignals(signals, what) {
    if (!isArray(signals)) throw new Fault("#", what + " must give an array of signals");
    for (let i = 0; i < signals.length; i++) {
      if (!isObject(signals[i])) throw new Fault("#", "a signal must be an object");
      checkTime(signals[i], "device_time");
      checkTime(signals[i], "network_time");
    }
    return signals;
  }

  function normalize(message) { return checkSignals(need("normalize")(message), "normalize"); }

  function decodeUplink(given) {
    // Its own copy: what it does to it, `normalize` does not see.
    const bytes = isArray(given.bytes) ? apply(sliceArray, given.bytes, []) : hexToBytes(given.bytes, []);
    if (codec.decodeUplink === undefined) {
      if (codec.Decode !== undefined) return codec.Decode(given.fPort, bytes, {});
      if (codec.Decoder !== undefined) return codec.Decoder(bytes, given.fPort);
    }
    const recvTime = given.recvTime === undefined ? undefined : toDate(given.recvTime);
    const answer = need("decodeUplink")({ bytes, fPort: given.fPort, recvTime, variables: {} });
    if (!isObject(answer)) throw new Fault("#", "decodeUplink must give an object");
    const { errors } = answer;
    if (isArray(errors) ? errors.length > 0 : errors) {
      throw new Fault("!", PristineString(isArray(errors) ? errors[0] : errors));
    }
    if (answer.data === undefined) throw new Fault("#", "decodeUplink gave no data");
    return answer.data;
  }

  // A copy of an answer with its bytes as hexadecimal text.
  function toAnswer(answer, what) {
    if (!isObject(answer)) throw new Fault("#", what + " must give an object");
    const made = create(null);
    for (const name of keys(answer)) made[name] = answer[name];
    if (made.bytes !== undefined) {
      made.hex = toHex(made.bytes, "bytes");
    } else if (typeof made.base64 === "string") {
      const bytes = base64ToBytes(made.base64, true);
      if (bytes === null) throw new Fault("#", "base64 is none");
      made.hex = toHex(bytes, "base64");
    } else if (made.hex !== undefined && apply(exec, /^(?:[0-9a-f]{2})*$/i, [made.hex]) === null) {
      throw new Fault("#", "hex is none");
    }
    delete made.bytes;
    delete made.base64;
    return made;
  }

  // Its payload as text in `payload`, or as bytes in `payloadHex`.
  function toPublish(answer, what) {
    const made = toAnswer(answer, what);
    if (isArray(made.payload) || isView(made.payload)) {
      made.payloadHex = toHex(made.payload, "payload");
      delete made.payload;
    } else if (made.payload !== undefined && typeof made.payload !== "string") {
      made.payload = stringify(made.payload);
    }
    return made;
  }

  const functions = create(null);
  functions.normalize = (given) => normalize(toMessage(given));
  functions.decodeUplink = decodeUplink;
  functions.decode = (given) => {
    const decoded = decodeUplink(given);
    const message = toMessage(given);
    message.decoded = decoded;
    return normalize(message);
  };
  functions.unwrap = (given) => {
    const made = toAnswer(need("unwrap")(toMessage(given)), "unwrap");
    checkTime(made, "networkTime");
    if (made.signals !== undefined) checkSignals(made.signals, "unwrap");
    return made;
  };
  functions.encodeCommand = (given) => toPublish(need("encodeCommand")(given), "encodeCommand");
  functions.encodeDownlink = (given) => {
    if (typeof given.bytes === "string") lazyBytes(given, given.bytes);
    return toPublish(need("encodeDownlink")(given), "encodeDownlink");
  };

  return function entry(name, argument, low, high) {
    if (name === "describe") return describe(argument);
    if (name === "resolve") return resolve();
    const wanted = functions[name];
    if (wanted === undefined) return "?there is no call of the name " + name;
    let given;
    try {
      given = parse(argument);
    } catch {
      return "#the argument is not JSON";
    }
    seed(low, high);
    try {
      const text = stringify(wanted(given));
      return text === undefined ? "#no answer" : "=" + text;
    } catch (thrown) {
      return describe(thrown);
    }
  };
})();
