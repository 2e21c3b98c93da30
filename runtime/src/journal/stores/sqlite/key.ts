import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { freshKey } from "../../../world/node.ts";
import { type Sealer, sealerOf } from "../../sealer.ts";
import { DamagedJournal } from "../../store.ts";

const keyBytes = 32;

/**
 * Seals with the key in the file `…-key` beside a journal, which only its owner may read. It is made when something secret
 * is kept first, by whoever writes: a copy of the journal alone tells no secret.
 */
export function sealerBeside(journal: string, mayMake: boolean): Sealer {
  const path = `${journal}-key`;
  let known: Sealer | undefined;
  const sealer = (make: boolean): Sealer | undefined => {
    if (known === undefined && !existsSync(path) && make) makeKey(path);
    if (known === undefined && existsSync(path)) known = sealerOf(readKey(path));
    return known;
  };
  return {
    get inUse() {
      return known !== undefined || existsSync(path);
    },
    seal: (text, place) => {
      const found = sealer(mayMake);
      if (found === undefined) throw unreadable(`There is no ${path} to keep what is secret with.`);
      return found.seal(text, place);
    },
    open: (sealed, place) => sealer(false)?.open(sealed, place),
  };
}

/** Durable before anything is sealed with it. */
function makeKey(path: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, `${Buffer.from(freshKey(keyBytes)).toString("base64")}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readKey(path: string): Uint8Array {
  const key = Buffer.from(readFileSync(path, "utf8").trim(), "base64");
  if (key.length !== keyBytes)
    throw unreadable(`${path} is no key: it should be ${keyBytes} bytes in base64.`);
  return key;
}

function unreadable(message: string): DamagedJournal {
  return new DamagedJournal({ fault: "unreadable", message });
}
