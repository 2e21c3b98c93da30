import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the made-up data centre keeps a thing: `out/<kind>/<name>.json`, or below `ORCH_EXAMPLE_OUT`. */
export function room(kind: string, name: string): string {
  const out = process.env.ORCH_EXAMPLE_OUT ?? fileURLToPath(new URL("out", import.meta.url));
  return join(out, kind, `${name.replaceAll(/[^\w-]+/g, "-")}.json`);
}

/** The whole thing or nothing of it, whenever the process dies. */
export async function keep(kind: string, name: string, what: object): Promise<void> {
  const file = room(kind, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, `${JSON.stringify(what)}\n`);
  await rename(`${file}.${process.pid}`, file);
}
