import { appendFileSync, existsSync, writeFileSync } from "node:fs";

/** Ends its thread, as long as the mark is not there. */
export async function exit(args: { mark: string | null }): Promise<object> {
  if (args.mark !== null && existsSync(args.mark)) return { text: "the second time" };
  process.exit(3);
}

export async function patient(args: { began: string; until: string }): Promise<object> {
  writeFileSync(args.began, "");
  while (!existsSync(args.until)) await new Promise((resolve) => setTimeout(resolve, 5));
  return { text: "waited" };
}

/** Adds a line for every time it is called. */
export async function count(args: { began: string; until: string }): Promise<object> {
  appendFileSync(args.began, "begun\n");
  while (!existsSync(args.until)) await new Promise((resolve) => setTimeout(resolve, 5));
  return { text: "waited" };
}
