import { fileURLToPath } from "node:url";

export const salesFile = fileURLToPath(new URL("./data/sales.csv", import.meta.url));

/** Where everything goes that the handlers make: `ORCH_EXAMPLE_OUT`, or `out/` beside this file. */
export function outFolder(): string {
  return process.env.ORCH_EXAMPLE_OUT ?? fileURLToPath(new URL("./out", import.meta.url));
}
