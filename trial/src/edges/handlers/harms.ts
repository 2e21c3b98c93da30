import type { Dice } from "../../dice.ts";

/** The parts of a hostile handler, as JavaScript. Each part works alone. */

/** Names of what all code of a thread shares, and what is put in its place. */
const shared: readonly (readonly [holder: string, name: string])[] = [
  ["Object.prototype", '"toJSON"'],
  ["Array.prototype", '"toJSON"'],
  ["Object.prototype", '"then"'],
  ["Object.prototype", '"ok"'],
  ["Object.prototype", '"slot"'],
  ["JSON", '"stringify"'],
  ["JSON", '"parse"'],
  ["Array.prototype", '"push"'],
  ["Array.prototype", '"map"'],
  ["Array.prototype", '"join"'],
  ["Array.prototype", "Symbol.iterator"],
  ["Array", '"isArray"'],
  ["Object", '"keys"'],
  ["Object", '"entries"'],
  ["Object", '"getPrototypeOf"'],
  ["Map.prototype", '"get"'],
  ["Map.prototype", '"set"'],
  ["Set.prototype", '"has"'],
  ["WeakMap.prototype", '"get"'],
  ["Promise.prototype", '"then"'],
  ["Promise", '"race"'],
  ["Promise", '"resolve"'],
  ["String.prototype", '"slice"'],
  ["String.prototype", '"isWellFormed"'],
  ["RegExp.prototype", '"test"'],
  ["RegExp.prototype", '"exec"'],
  ["Number", '"isFinite"'],
  ["Reflect", '"get"'],
  ["Atomics", '"store"'],
  ["Atomics", '"compareExchange"'],
  ["Function.prototype", '"call"'],
  ["Function.prototype", '"bind"'],
  ["MessagePort.prototype", '"postMessage"'],
  ["globalThis", '"setImmediate"'],
  ["globalThis", '"queueMicrotask"'],
  ["globalThis", '"process"'],
  ["globalThis", '"Promise"'],
];

const replacements: readonly string[] = [
  "() => undefined",
  "() => { throw new Error('no') }",
  "() => ({})",
  "() => 'text'",
  "() => []",
  "() => true",
  "() => { for (;;); }",
  "() => new Proxy({}, { get: () => 1 })",
];

const mutations = shared.flatMap(([holder, name]) =>
  replacements.map(
    (value) =>
      `Object.defineProperty(${holder}, ${name}, { configurable: true, writable: true, value: ${value} });`,
  ),
);

const forged: readonly string[] = [
  "1",
  "null",
  "'no JSON'",
  "'null'",
  "'[]'",
  "'{}'",
  `'{"stopping":[],"settled":[{}],"output":[]}'`,
  `'{"stopping":[-1],"settled":[],"output":[]}'`,
  `'{"stopping":[],"settled":[{"slot":0,"outcome":{"ok":{"x":1}},"spent":{}}],"output":[]}'`,
  `'{"stopping":[],"settled":[{"slot":255,"skipped":true}],"output":[]}'`,
  `'{"stopping":[],"settled":[],"output":[{"by":"moon","text":1}]}'`,
  `'{"stopping":[],"settled":[],"output":[{"by":"log","text":"' + 'x'.repeat(1e6) + '"}]}'`,
  `'{"stopping":[],"settled":[{"slot":255,"outcome":{"ok":' + '['.repeat(1e5) + ']'.repeat(1e5) + '},"spent":{}}],"output":[]}'`,
  `'{"__proto__":{"stopping":[]},"settled":[],"output":[]}'`,
  "new SharedArrayBuffer(8)",
  "new Map([[{}, 1n]])",
  "'x'.repeat(4e7)",
  "new Error('x')",
];

/** Malformed messages over Node's own port. */
const forgedOfNode: readonly string[] = [
  "undefined",
  "{}",
  "{ type: 'moon' }",
  "{ type: 'upAndRunning' }",
  "{ type: 'couldNotSerializeError' }",
  "{ type: 'errorMessage', error: Buffer.from('none') }",
  "{ type: 'errorMessage' }",
  "{ type: 'stdioPayload', stream: 'moon', chunks: [{ chunk: 'x', encoding: 'utf8' }] }",
  "{ type: 'stdioPayload', stream: 'stdout', chunks: [{ chunk: 'x', encoding: 'moon' }] }",
  "{ type: 'stdioPayload', stream: 'stderr', chunks: [{ chunk: 1 }, { chunk: null }, { chunk: 'x' }] }",
  "{ type: 'stdioPayload', stream: '__proto__', chunks: 7 }",
  "{ type: 'stdioWantsMoreData', stream: 'stdin' }",
  "{ type: 'stdioWantsMoreData', stream: 'stdout' }",
  "{ type: 'sendMessageToWorker', destination: 0 }",
  "{ type: 'unregisterMainThreadPort', threadId: 99 }",
];

/**
 * At the head of every hostile module: `ports` holds the ports of its thread, Node's own among them, over which Node has
 * sent something or received something.
 */
const keepsPorts = `
const ports = new Set([parentPort]);
{
  const key = Symbol.for("nodejs.internal.kHybridDispatch");
  let holder = MessagePort.prototype;
  while (!Object.hasOwn(holder, key)) holder = Object.getPrototypeOf(holder);
  const dispatch = holder[key];
  holder[key] = function (...given) { if (this instanceof MessagePort) ports.add(this); return dispatch.apply(this, given); };
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function () { ports.add(this); };
  Object.getPrototypeOf(process.stdout).write.call(process.stdout, "what Node sends over its own port");
  try { postMessageToThread(0, 1, 0).catch(() => 0); } catch { /* no such thread */ }
  MessagePort.prototype.postMessage = postMessage;
}`;

const ofPorts = "for (const one of ports)";

const forgeries = [...forged, ...forgedOfNode].map((message) => `${ofPorts} one.postMessage(${message});`);

const others: readonly string[] = [
  `${ofPorts} one.close();`,
  `${ofPorts} { const { port1 } = new MessageChannel(); one.postMessage(port1, [port1]); }`,
  `${ofPorts} one.removeAllListeners();`,
  `${ofPorts} for (let n = 0; n < 1000; n++) one.postMessage("flood " + n);`,
  "setTimeout(() => { throw Object.assign(new Error('x'), { message: { toString: 1 }, code: { toString: 1 } }); });",
  "process.removeAllListeners(); setTimeout(() => { throw { toString: 1 }; });",
  "process.removeAllListeners(); setTimeout(() => { throw Object.assign(new Error('x'), { message: { toString: 1 } }); });",
  "new inspector.Session().connectToMainThread();",
  "inspector.open(0);",
  "v8.setFlagsFromString('--stack-size=900000');",
  "process.kill(process.pid, 'SIGTERM');",
  "process.kill(0, 'SIGTERM');",
  "{ const list = []; let reads = 0; Object.defineProperty(list, 0, { enumerable: true, get: () => (reads++ === 0 ? new ArrayBuffer(1) : {}) }); for (let n = 0; n < 8; n++) postMessageToThread(n, 'x', list, 1).catch(() => {}); }",
  "new Worker('setInterval(() => {}, 1000)', { eval: true }).on('error', () => {});",
  "new Worker('throw { toString: 1 }', { eval: true });",
  "process.exit(13);",
  "process.exit(0);",
  "process.reallyExit?.(7);",
  "process.exitCode = 99;",
  "try { process.abort(); } catch {}",
  "process.removeAllListeners();",
  "process.removeAllListeners('uncaughtException'); setTimeout(() => { throw { a: () => 1 }; });",
  "process.emit('uncaughtException', new Error('none'));",
  "process.on('exit', () => { for (let n = 0; n < 1e8; n++); });",
  "for (const signal of [0, 'SIGWINCH', 'SIGUSR1', 'SIGKILL']) process.kill(process.pid, signal);",
  "Promise.reject(new Error('unawaited'));",
  "Promise.reject('a text');",
  "setTimeout(() => { throw new Error('in a timer'); });",
  "setTimeout(() => { throw null; }, 5);",
  "setInterval(() => {}, 1);",
  "queueMicrotask(() => { throw new TypeError('in a microtask'); });",
  "process.stdout.write('x'.repeat(5e6));",
  "for (let n = 0; n < 1e5; n++) console.log('line ' + n);",
  "process.stdout.destroy(); process.stderr.destroy();",
  "Object.getPrototypeOf(process.stdout).write.call(process.stdout, 'raw\\n');",
  "context.log('x'.repeat(1e7)); context.log('y', { toString: () => { throw 1; } });",
  "context.heartbeat(); context.progress(1); context.spend({ tokens: 1 });",
  "try { context.spend({ tokens: -1, cost: { amount: 'NaN', currency: '???' } }); } catch {}",
  "for (let n = 0; n < 1e4; n++) context.heartbeat();",
  "Error.prepareStackTrace = () => { throw new Error('no stack'); };",
  "Error.stackTraceLimit = 1e9;",
  "Object.freeze(Object.prototype); Object.freeze(Array.prototype);",
  "Object.setPrototypeOf(Array.prototype, null);",
  "Object.defineProperty(Object.prototype, 'outcome', { configurable: true, set() { throw 1; }, get() { return 7; } });",
  "for (let n = 0; n < 2e8; n++);",
  "globalThis.kept = Array.from({ length: 100 }, () => Buffer.alloc(1e6, 1));",
];

export const harms: Readonly<Record<"mutations" | "forgeries" | "others", readonly string[]>> = {
  mutations,
  forgeries,
  others,
};

/** Expressions that it returns in the end. */
export const values: readonly string[] = [
  "{ text: 'well' }",
  "undefined",
  "null",
  "NaN",
  "[1, undefined, -0, Infinity]",
  "new Map([['a', new Set([1n])]])",
  "new Map([[{}, 1]])",
  "new Date(NaN)",
  "new SharedArrayBuffer(64)",
  "Buffer.alloc(1e6)",
  "2n ** 70n",
  "Symbol('x')",
  "() => 1",
  "Promise.resolve({ a: Promise.resolve(1) })",
  "new Proxy({}, { ownKeys() { throw new Error('no keys'); } })",
  "new Proxy({}, { get() { return () => {}; } })",
  "{ get a() { throw 'no'; } }",
  "{ then() { throw new Error('no then'); } }",
  "{ then() {} }",
  "{ then: (done) => { done({ text: 'x' }); done(1); throw 2; } }",
  "{ toJSON() { return this; } }",
  "{ toJSON() { throw 3; } }",
  "(() => { const a = {}; a.a = a; return a; })()",
  "(() => { let a = 1; for (let n = 0; n < 1e5; n++) a = [a]; return a; })()",
  'JSON.parse(\'{"__proto__": {"a": 1}, "constructor": 1}\')',
  "'x'.repeat(2e7)",
  "'\\ud800'",
  "Array.from({ length: 1e6 }, (_, n) => n)",
  "Object.create({ inherited: 1 })",
  "new (class Sealed { #a = 1; })()",
  "new Error('as a value')",
  "new WeakMap()",
  "globalThis",
  "process",
  "context",
];

/** How it ends otherwise: statements. */
export const endings: readonly string[] = [
  "throw 'a text';",
  "throw undefined;",
  "throw { message: { toString() { throw 1; } } };",
  "throw Object.assign(new Error('x'), { name: 'HandlerFailure', failure: 'toString', reach: 'moon' });",
  "throw Object.assign(new Error('x'.repeat(1e6)), { code: 'ECONNREFUSED' });",
  "throw new Proxy(new Error('p'), { get() { throw 1; } });",
  "throw Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('y'); } });",
  "throw new AggregateError([new AggregateError([])]);",
  "throw Symbol('s');",
  "await new Promise(() => {});",
  "for (;;);",
  "for (;;) await null;",
  "const hoard = []; for (;;) hoard.push(new Array(1e5).fill(hoard.length));",
  "const hoard = []; for (;;) hoard.push(Buffer.alloc(1e6, 1));",
  "const hoard = []; for (;;) { hoard.push('x'.repeat(1e6) + hoard.length); if (hoard.length % 9 === 0) await null; }",
  "(function deep() { deep(); })();",
];

/** When a harm is done: as the module is loaded, at once, later, or when nobody waits any more. */
const moments: readonly ((harm: string) => { readonly onLoad?: string; readonly onCall?: string })[] = [
  (harm) => ({ onCall: harm }),
  (harm) => ({ onCall: `await null; ${harm}` }),
  (harm) => ({ onCall: `await new Promise((go) => setTimeout(go, 3)); ${harm}` }),
  (harm) => ({
    onCall: `for (let n = 0; n < 200 && ports.size < 3; n++) await new Promise((go) => setTimeout(go, 3)); ${harm}`,
  }),
  (harm) => ({ onCall: `setTimeout(() => { ${harm} }, 2);` }),
  (harm) => ({ onCall: `queueMicrotask(() => { ${harm} });` }),
  (harm) => ({ onLoad: `const context = { log() {}, heartbeat() {}, progress() {}, spend() {} }; ${harm}` }),
];

const effects = ["pure", "idempotent", "once"] as const;

export interface HostileHandler {
  /** The text of its module, which exports `act`. */
  readonly text: string;
  readonly effect: (typeof effects)[number];
}

/** One to three harms, each at its moment, and an end. */
export function drawHandler(dice: Dice): HostileHandler {
  const onLoad: string[] = [];
  const onCall: string[] = [];
  for (let each = dice.below(4); each > 0; each--) {
    const kind = dice.one(["mutations", "mutations", "forgeries", "others"] as const);
    const moment = dice.one(moments)(dice.one(harms[kind]));
    if (moment.onLoad !== undefined) onLoad.push(`{ ${moment.onLoad} }`);
    if (moment.onCall !== undefined) onCall.push(`{ ${moment.onCall} }`);
  }
  const end = dice.chance(0.4) ? dice.one(endings) : `return (${dice.one(values)});`;
  return {
    effect: dice.one(effects),
    text: [
      'import inspector from "node:inspector";',
      'import v8 from "node:v8";',
      'import { MessagePort, parentPort, postMessageToThread, Worker } from "node:worker_threads";',
      keepsPorts,
      ...onLoad,
      "export async function act(_, context) {",
      ...onCall.map((line) => `  ${line}`),
      `  ${end}`,
      "}",
      "",
    ].join("\n"),
  };
}
