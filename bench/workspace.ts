import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { generatedProgram } from "./generated.ts";

/** A folder as people have it open, of which they work on one file. */
export interface WorkFolder {
  readonly folder: string;
  /** Of the file that is worked on. */
  readonly uri: string;
  readonly text: string;
  /** Of all files together. */
  readonly bytes: number;
  readonly remove: () => void;
}

const filesAround = 99;
const types = /^type (?:Address|Item|Order|Receipt) .*\n/gmu;

/** A file of 10,000 lines and 99 others of 200, which take its types. */
export function workFolder(): WorkFolder {
  const folder = mkdtempSync(join(tmpdir(), "orch-bench-editor-"));
  const text = generatedProgram(10_000);
  let bytes = 0;
  const write = (name: string, written: string): void => {
    bytes += Buffer.byteLength(written);
    writeFileSync(join(folder, name), written);
  };
  mkdirSync(join(folder, "bench"));
  writeFileSync(join(folder, "orch.json"), "{}");
  write("bench/generated.orch", text);
  const importing = "import bench.generated { Address, Item, Order, Receipt }\n";
  const other = generatedProgram(200)
    .replace(types, "")
    .replace(/^import .*\n/mu, `$&${importing}`);
  for (let n = 0; n < filesAround; n++) {
    write(`bench/other_${n}.orch`, other.replace("module bench.generated", `module bench.other_${n}`));
  }
  const uri = pathToFileURL(join(folder, "bench/generated.orch")).href;
  return { folder, uri, text, bytes, remove: () => rmSync(folder, { recursive: true }) };
}
