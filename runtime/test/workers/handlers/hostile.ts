/** Handlers that harm what is around them. Each does its harm, and then returns or throws as it says. */
import { writeSync } from "node:fs";
import { MessagePort, parentPort, postMessageToThread } from "node:worker_threads";

type Harm = () => unknown;

function replaced(of: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(of, name, { value, configurable: true, writable: true });
}

function tried(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

/** Ports of this thread, Node's own among them: those over which Node has sent something or received something. */
const ports = new Set<MessagePort>(parentPort === null ? [] : [parentPort]);

function keepsPorts(): void {
  const key = Symbol.for("nodejs.internal.kHybridDispatch");
  let holder: object = MessagePort.prototype;
  while (!Object.hasOwn(holder, key)) holder = Object.getPrototypeOf(holder) as object;
  const dispatch = Reflect.get(holder, key) as (...given: unknown[]) => unknown;
  replaced(holder, key, function (this: unknown, ...given: unknown[]) {
    if (this instanceof MessagePort) ports.add(this);
    return dispatch.apply(this, given);
  });
  const { postMessage } = MessagePort.prototype;
  replaced(MessagePort.prototype, "postMessage", function (this: MessagePort) {
    ports.add(this);
  });
  const { write } = Object.getPrototypeOf(process.stdout) as { write(text: string): boolean };
  write.call(process.stdout, "what Node sends over its own port");
  replaced(MessagePort.prototype, "postMessage", postMessage);
}

if (parentPort !== null) keepsPorts();

function forge(text: unknown): void {
  for (const port of ports) port.postMessage(text);
}

const none = (): undefined => undefined;

const harms: Readonly<Record<string, Harm>> = {
  "toJSON of all objects": () => replaced(Object.prototype, "toJSON", none),
  "toJSON of all lists": () => replaced(Array.prototype, "toJSON", () => "a list"),
  "toJSON that throws": () =>
    replaced(Object.prototype, "toJSON", () => {
      throw new Error("no");
    }),
  "JSON.stringify": () => replaced(JSON, "stringify", () => "{"),
  "JSON.parse": () => replaced(JSON, "parse", none),
  "Array.prototype.map": () => replaced(Array.prototype, "map", () => []),
  "Array.prototype.push": () => replaced(Array.prototype, "push", () => 0),
  "Array.prototype.join": () => replaced(Array.prototype, "join", () => "}{"),
  "the iterator of lists": () =>
    replaced(Array.prototype, Symbol.iterator, () => ({ next: () => ({ done: true }) })),
  "Object.entries": () => replaced(Object, "entries", () => [["evil", 1]]),
  "Object.keys": () => replaced(Object, "keys", () => []),
  "Map.prototype.get": () => replaced(Map.prototype, "get", none),
  "Promise.prototype.then": () => replaced(Promise.prototype, "then", none),
  "Promise.race": () => replaced(Promise, "race", none),
  "String.prototype.slice": () => replaced(String.prototype, "slice", () => ""),
  "a setter on all objects": () =>
    Object.defineProperty(Object.prototype, "slot", { configurable: true, set: none, get: () => 7 }),
  "a field on all objects": () => {
    Reflect.set(Object.prototype, "ok", "forged");
    Reflect.set(Object.prototype, "skipped", true);
  },
  "postMessage of ports": () => replaced(MessagePort.prototype, "postMessage", none),
  "postMessage that says else": () => {
    const post = MessagePort.prototype.postMessage;
    replaced(MessagePort.prototype, "postMessage", function (this: MessagePort) {
      post.call(this, '{"settled":');
    });
  },
  setImmediate: () => replaced(globalThis, "setImmediate", none),
  "no text": () => forge({ settled: 1 }),
  "no JSON": () => forge("no JSON"),
  "no record": () => forge("null"),
  "no lists": () => forge('{"stopping":1,"settled":{},"output":"x"}'),
  "a slot that there is not": () => forge('{"stopping":[99999],"settled":[],"output":[]}'),
  "results for all": () => {
    const settled = Array.from({ length: 256 }, (_, slot) => ({ slot, outcome: { ok: 1 }, spent: {} }));
    forge(JSON.stringify({ stopping: [], settled, output: [] }));
  },
  "skips for all": () => {
    const settled = Array.from({ length: 256 }, (_, slot) => ({ slot, skipped: true }));
    forge(JSON.stringify({ stopping: [], settled, output: [] }));
  },
  "a result of great depth": () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const settled = Array.from(
      { length: 256 },
      (_, slot) => `{"slot":${slot},"outcome":{"ok":${deep}},"spent":{}}`,
    );
    forge(`{"stopping":[],"settled":[${settled.slice(0, 3).join(",")}],"output":[]}`);
  },
  "a failure that there is not": () => {
    const outcome = { failure: { class: "evil", name: 3 }, reach: "moon" };
    forge(
      JSON.stringify({ stopping: [], settled: [{ slot: 255, outcome, spent: { tokens: -1 } }], output: [] }),
    );
  },
  "a shared buffer": () => forge(new SharedArrayBuffer(8)),
  "what Node does not know": () => forge({ type: "moon" }),
  "nothing, to Node": () => forge(null),
  "output of a stream that there is not": () =>
    forge({ type: "stdioPayload", stream: "moon", chunks: [{ chunk: "x", encoding: "utf8" }] }),
  "output in an unknown encoding": () =>
    forge({ type: "stdioPayload", stream: "stdout", chunks: [{ chunk: "x", encoding: "moon" }] }),
  "output that is no text": () =>
    forge({ type: "stdioPayload", stream: "stderr", chunks: [{ chunk: 1 }, { chunk: null }] }),
  "output after its end": () =>
    forge({ type: "stdioPayload", stream: "stdout", chunks: [{ chunk: null }, { chunk: "x" }] }),
  "a wish for more input": () => forge({ type: "stdioWantsMoreData", stream: "stdin" }),
  "an error that is none": () => forge({ type: "errorMessage", error: Buffer.from("none") }),
  "what is transferred changes meanwhile": () => {
    const list: ArrayBuffer[] = [];
    let reads = 0;
    Object.defineProperty(list, 0, {
      enumerable: true,
      get: () => (reads++ === 0 ? new ArrayBuffer(1) : {}),
    });
    for (let thread = 0; thread < 8; thread++)
      void Promise.resolve(tried(() => postMessageToThread(thread, "x", list, 1))).catch(none);
  },
  "an error without words": () => {
    process.removeAllListeners();
    setTimeout(() => {
      throw Object.assign(new Error("x"), { message: { toString: 1 }, code: { toString: 1 } });
    });
  },
  "a thing without words is thrown": () => {
    process.removeAllListeners();
    setTimeout(() => {
      throw { toString: 1 };
    });
  },
  "a port": () => {
    const { port1 } = new MessageChannel();
    for (const port of ports) port.postMessage(port1, [port1 as unknown as MessagePort]);
  },
  "closed ports": () => {
    for (const port of ports) port.close();
  },
  signals: () => {
    for (const signal of ["SIGWINCH", "SIGTERM", "SIGKILL"] as const)
      for (const pid of [process.pid, 0]) tried(() => process.kill(pid, signal));
    process.kill(process.pid, 0);
  },
  "process.exit": () => process.exit(13),
  "process.exitCode": () => {
    process.exitCode = 13;
  },
  // A thread can't.
  "process.abort": () => tried(() => process.abort()),
  "listeners of the process": () => {
    process.removeAllListeners();
    setTimeout(() => {
      throw new Error("later");
    });
  },
  "a promise that nobody awaits": () => void Promise.reject(new Error("unawaited")),
  "something thrown in a timer": () =>
    setTimeout(() => {
      throw "in a timer";
    }),
  "what cannot be cloned is thrown in a timer": () => {
    process.removeAllListeners();
    setTimeout(() => {
      throw { self: () => 1 };
    });
  },
};

export const kinds: readonly string[] = Object.keys(harms);

export function harm({ kind }: { readonly kind: string }): { text: string } {
  harms[kind]?.();
  return { text: "did harm" };
}

/** Also over the runtime's own port: it is known once something has come over it. */
export async function harmByAllPorts({ kind }: { readonly kind: string }): Promise<{ text: string }> {
  for (const known = ports.size; ports.size === known; )
    await new Promise((resolve) => setTimeout(resolve, 10));
  return harm({ kind });
}

/** To all that its process has open, beside what every process has. */
export async function writesToPipes(): Promise<{ text: string }> {
  for (let fd = 3; fd < 64; fd++) tried(() => writeSync(fd, "no JSON\n"));
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  return { text: "wrote" };
}

/** The same without an end of line. */
export function fillsPipes(): never {
  const much = Buffer.alloc(1_000_000, "x");
  for (;;) tried(() => writeSync(3, much));
}
