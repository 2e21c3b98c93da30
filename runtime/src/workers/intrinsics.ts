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
  /** Whether all objects are as they were, or as loaded modules have left them; reports where they are not. */
  look(): boolean;
  /**
   * Loads a module, which may change shared objects; such changes are reported. Calls go on meanwhile, so the objects are
   * looked at in every turn of the event loop until it is loaded: a change that a call made is not taken for the module's.
   */
  whileLoading<T>(place: Place, load: () => Promise<T>): Promise<T>;
  /** A handler has given back its promise. It is looked at only while something is loaded; `look` follows at its end. */
  called(): void;
  /** Whether what is called there can rely on what it finds. */
  suits(place: Place): boolean;
}

/** Remembers what is there now. */
export function watchIntrinsics<Place>(report: (how: Spoilt) => void): Intrinsics<Place> {
  // Handlers can replace the global ones.
  const { setImmediate: nextTurn, clearImmediate: cancel } = globalThis;
  let isIntact = remembered();
  let isSpoilt = false;
  let spoiler: { readonly place: Place } | undefined;
  let loading = 0;
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
      let poll: NodeJS.Immediate | undefined;
      const again = (): void => {
        if (look()) poll = nextTurn(again);
      };
      again();
      loading += 1;
      try {
        return await load();
      } finally {
        loading -= 1;
        if (poll !== undefined) cancel(poll);
        if (!isSpoilt && !isIntact()) {
          report("on load");
          spoiler = { place };
          isIntact = remembered();
        }
      }
    },
    called() {
      if (loading > 0) look();
    },
    suits: (place) => look() && (spoiler === undefined || spoiler.place === place),
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
