import { MessagePort } from "node:worker_threads";
import type { Spoilt } from "./claims.ts";

/**
 * The shared objects of a thread that the runtime itself relies on. Replacing one spoils the thread for everybody's
 * calls.
 */
const shared: readonly (readonly [holder: object, names: readonly PropertyKey[]])[] = [
  [Object.prototype, ["toString", "hasOwnProperty", "toJSON", "then"]],
  [
    Object,
    ["keys", "entries", "values", "fromEntries", "hasOwn", "getPrototypeOf", "freeze", "assign", "is"],
  ],
  [Array, ["isArray", "from"]],
  [
    Array.prototype,
    [
      "at",
      "concat",
      "every",
      "filter",
      "find",
      "flatMap",
      "includes",
      "indexOf",
      "join",
      "map",
      "pop",
      "push",
      "reduce",
    ],
  ],
  [Array.prototype, ["shift", "slice", "some", "sort", "splice", "toJSON", "unshift", Symbol.iterator]],
  [
    String.prototype,
    ["endsWith", "includes", "indexOf", "isWellFormed", "replace", "replaceAll", "slice", "split"],
  ],
  [String.prototype, ["startsWith", "test", "toWellFormed", "trim", Symbol.iterator]],
  [RegExp.prototype, ["exec", "test", Symbol.replace, Symbol.split]],
  [Number, ["isFinite", "isInteger", "isSafeInteger"]],
  [Map.prototype, ["delete", "get", "has", "set", "values", "size", Symbol.iterator]],
  [Set.prototype, ["add", "delete", "has", "size", Symbol.iterator]],
  [WeakMap.prototype, ["get", "has", "set"]],
  [Promise, ["all", "race", "reject", "resolve", Symbol.species]],
  [Promise.prototype, ["catch", "constructor", "finally", "then"]],
  [Function.prototype, ["apply", "bind", "call"]],
  [JSON, ["parse", "stringify"]],
  [Reflect, ["apply", "get", "ownKeys", "set"]],
  [Error, ["captureStackTrace", "prepareStackTrace"]],
  [Atomics, ["add", "compareExchange", "load", "store"]],
  [EventTarget.prototype, ["addEventListener", "dispatchEvent"]],
  [MessagePort.prototype, ["close", "on", "postMessage"]],
  [
    globalThis,
    ["AbortController", "Array", "Buffer", "Error", "Map", "Object", "Promise", "Set", "TypeError"],
  ],
  [globalThis, ["performance", "process", "queueMicrotask", "setImmediate"]],
];

export interface Intrinsics<Place> {
  /** True if all objects are as they were, or as loaded modules have left them; reports where they are not. */
  look(): boolean;
  /**
   * Loads a module, which may change shared objects; such changes are reported. Calls go on meanwhile, so the objects are
   * looked at in every turn of the event loop until it is loaded: a change that a call made is not taken for the module's.
   * Modules are loaded one after another, so that a change is not taken for another module's either. One that does not end
   * (a top-level `await`) holds up the next for {@link turnMsMax}; a change after that suits no module.
   */
  whileLoading<T>(place: Place, load: () => Promise<T>): Promise<T>;
  /** A handler is about to be called. Until then, only modules can have changed something. */
  calls(): void;
  /** A handler has given back its promise. It is looked at only while something is loaded; `look` follows at its end. */
  called(): void;
  /** True if what is called there can rely on what it finds. */
  suits(place: Place): boolean;
}

/** How long a module waits for the one before it, ms. */
const turnMsMax = 500;

/** Remembers what is there now. */
export function watchIntrinsics<Place>(report: (how: Spoilt) => void): Intrinsics<Place> {
  // Handlers can replace the global ones.
  const { setImmediate: nextTurn, clearImmediate: cancel, setTimeout: later } = globalThis;
  const passed = (ms: number): Promise<void> => new Promise((resolve) => later(resolve, ms).unref());
  let isIntact = remembered();
  let isSpoilt = false;
  let hasCalled = false;
  /** The modules that the thread suits as it is; undefined: all. */
  let suited: readonly Place[] | undefined;
  let loading = 0;
  let before: Promise<unknown> = Promise.resolve();
  const look = (): boolean => {
    if (!isSpoilt && !isIntact()) {
      isSpoilt = true;
      report("by a call");
    }
    return !isSpoilt;
  };
  return {
    look,
    async whileLoading(place, load) {
      const done = Promise.withResolvers<void>();
      const previous = before;
      before = done.promise;
      if (loading > 0) await Promise.race([previous, passed(turnMsMax)]);
      let poll: NodeJS.Immediate | undefined;
      const again = (): void => {
        if (!hasCalled || look()) poll = nextTurn(again);
      };
      again();
      loading += 1;
      try {
        return await load();
      } finally {
        loading -= 1;
        done.resolve();
        if (poll !== undefined) cancel(poll);
        if (!isSpoilt && !isIntact()) {
          report("on load");
          suited = loading === 0 ? [place] : [];
          isIntact = remembered();
        }
      }
    },
    calls() {
      hasCalled = true;
    },
    called() {
      if (loading > 0) look();
    },
    suits: (place) => look() && suited?.includes(place) !== false,
  };
}

/** The answer says whether all is still as now; nothing that is watched is called by it. */
function remembered(): () => boolean {
  const { getOwnPropertyDescriptor, getPrototypeOf, isExtensible, prototype } = Object;
  const { ownKeys } = Reflect;
  const holders: object[] = [];
  const names: PropertyKey[] = [];
  const values: unknown[] = [];
  const getters: unknown[] = [];
  for (const [holder, each] of shared)
    for (const name of each) {
      holders.push(holder);
      names.push(name);
      const there = getOwnPropertyDescriptor(holder, name);
      values.push(there?.value);
      getters.push(there?.get);
    }
  const count = names.length;
  const lists = Array.prototype;
  const fields = ownKeys(prototype).length;
  const ofLists = ownKeys(lists).length;
  return () => {
    if (ownKeys(prototype).length !== fields || ownKeys(lists).length !== ofLists) return false;
    if (!isExtensible(prototype) || !isExtensible(lists)) return false;
    if (getPrototypeOf(lists) !== prototype || getPrototypeOf(prototype) !== null) return false;
    for (let nth = 0; nth < count; nth++) {
      const now = getOwnPropertyDescriptor(holders[nth] as object, names[nth] as PropertyKey);
      if (now?.value !== values[nth] || now?.get !== getters[nth]) return false;
    }
    return true;
  };
}
