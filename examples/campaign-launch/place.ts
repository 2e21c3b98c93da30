import { fileURLToPath } from "node:url";

/** The file of that name among the example's own data. */
export function dataFile(name: string): string {
  return fileURLToPath(new URL(`./data/${name}`, import.meta.url));
}

/** Where everything goes that the handlers make: `ORCH_EXAMPLE_OUT`, or `out/` beside this file. */
export function outFolder(): string {
  return process.env.ORCH_EXAMPLE_OUT ?? fileURLToPath(new URL("./out", import.meta.url));
}
