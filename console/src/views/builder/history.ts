/** The texts of a program's files, by path. */
export type Files = ReadonlyMap<string, string>;

/** The states of a program before and after the one at hand. A value: each step returns another one. */
export interface History {
  readonly past: readonly Files[];
  readonly now: Files;
  readonly future: readonly Files[];
  /** The place where somebody types: more of it is the same step. */
  readonly typing?: string;
}

/** Steps that can be undone. */
const pastMax = 500;

export function begun(files: Files): History {
  return { past: [], now: files, future: [] };
}

/** Another text of a file. Typing on in one place is one step. */
export function done(history: History, path: string, text: string, typing?: string): History {
  const { past, now } = history;
  if (now.get(path) === text) return history;
  const next = new Map(now).set(path, text);
  const goesOn = typing !== undefined && typing === history.typing;
  return {
    past: goesOn ? past : [...past, now].slice(-pastMax),
    now: next,
    future: [],
    ...(typing === undefined ? {} : { typing }),
  };
}

/** Several files at once, as one step. */
export function doneAll(history: History, files: Files): History {
  return { past: [...history.past, history.now].slice(-pastMax), now: files, future: [] };
}

export function undone({ past, now, future }: History): History {
  const last = past.at(-1);
  return last === undefined
    ? { past, now, future }
    : { past: past.slice(0, -1), now: last, future: [now, ...future] };
}

export function redone({ past, now, future }: History): History {
  const [next, ...rest] = future;
  return next === undefined ? { past, now, future } : { past: [...past, now], now: next, future: rest };
}
