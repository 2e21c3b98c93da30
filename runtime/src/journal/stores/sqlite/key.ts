import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { freshKey } from "../../../world/node.ts";
import { type Sealer, sealerOf } from "../../sealer.ts";
import { DamagedJournal, type StoreFault } from "../../store.ts";

const keyBytes = 32;

/**
 * Seals with the key in the file `…-key` beside a journal, which only its owner may read. The writer creates it with
 * the first secret, so a copy of the journal alone reveals none. Each line is a key, newest first: the first one seals,
 * and any of them opens, because earlier records of the chain keep their old sealing.
 */
export function sealerBeside(journal: string, mayMake: boolean): Sealer {
  const path = keyPlaceOf(journal);
  let known: readonly Sealer[] | undefined;
  const sealers = (make: boolean): readonly Sealer[] => {
    if (known === undefined && !existsSync(path) && make) writeKeys(path, [freshKey(keyBytes)]);
    if (known === undefined && existsSync(path)) known = readKeys(path).map(sealerOf);
    return known ?? [];
  };
  return {
    get inUse() {
      return known !== undefined || existsSync(path);
    },
    seal: (text, place) => {
      const [sealer] = sealers(mayMake);
      if (sealer === undefined) throw unreadable(`There is no ${path} to keep what is secret with.`);
      return sealer.seal(text, place);
    },
    open: (sealed, place) => {
      for (const one of sealers(false)) {
        const text = one.open(sealed, place);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}

/**
 * From now on another key seals; those before it stay, to open what they have sealed. How many there are then; `fault` in
 * words. A process that has the journal open goes on with the key that it knows until it ends.
 */
export function rotateJournalKey(journal: string): { readonly keys: number } | { readonly fault: string } {
  const path = keyPlaceOf(journal);
  if (!existsSync(path))
    return {
      fault: `There is no ${path}: nothing secret was kept yet, and the first key is made when it is.`,
    };
  const next = `${path}.next`;
  if (existsSync(next))
    return {
      fault: `${next} is there: another is at it, or was stopped. If nobody is, delete it and try again.`,
    };
  const keys = [freshKey(keyBytes), ...readKeys(path)];
  writeKeys(next, keys);
  renameSync(next, path);
  durable(dirname(path));
  return { keys: keys.length };
}

/** Durable before anything is sealed with it. */
function writeKeys(path: string, keys: readonly Uint8Array[]): void {
  const text = keys.map((key) => `${Buffer.from(key).toString("base64")}\n`).join("");
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Syncs a folder, so that a rename in it is durable. */
function durable(folder: string): void {
  const file = openSync(folder, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readKeys(path: string): readonly Uint8Array[] {
  const keys = readFileSync(path, "utf8")
    .trim()
    .split(/\s+/u)
    .map((line) => Buffer.from(line, "base64"));
  if (keys.some((key) => key.length !== keyBytes))
    throw unreadable(`${path} is no key: each line should be ${keyBytes} bytes in base64.`);
  return keys;
}

function unreadable(message: string): DamagedJournal {
  return new DamagedJournal({ fault: "unreadable", message });
}

/** Where a journal lies itself: everything that belongs to it lies beside that, however one comes to it. */
export function placeOf(path: string): string | StoreFault {
  const target = targetOf(path);
  if (target === undefined) return path;
  if (existsSync(path)) return realpathSync(path);
  return {
    fault: "missing",
    message: `${path} is a link to ${target}, which is not there. Nothing was changed; put the journal back there, or name another.`,
  };
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    // No link, or an unreadable place: opening it reports that.
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

/** The file with its keys: an earlier release has put it beside the link where there is one. */
export function keyPlaceOf(path: string): string {
  const place = placeOf(path);
  const real = `${typeof place === "string" ? place : path}-key`;
  return existsSync(real) ? real : `${path}-key`;
}
