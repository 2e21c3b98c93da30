import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The sites, and what was done there: in a file, so that any process sees it, also after a crash of the engine. */

export type Site = "earth" | "luna" | "helios";

export const sites: Readonly<Record<Site, { readonly nodes: number; readonly roundTrip: string }>> = {
  earth: { nodes: 4, roundTrip: "20ms" },
  helios: { nodes: 6, roundTrip: "90ms" },
  luna: { nodes: 4, roundTrip: "60ms" },
};

/** Where the world is: `ORCH_EXAMPLE_OUT`, or `out/` beside this file. */
export function outFolder(): string {
  return process.env.ORCH_EXAMPLE_OUT ?? fileURLToPath(new URL("./out", import.meta.url));
}

export function nodesOf(site: Site): readonly string[] {
  return Array.from({ length: sites[site].nodes }, (_, index) => `${site}[${index + 1}]`);
}

export function siteOf(node: string): Site {
  return node.slice(0, node.indexOf("[")) as Site;
}

const worldFile = (): string => join(outFolder(), "done.ndjson");

/** A job that was done, noted outside of the engine by who did it. */
export interface Done {
  readonly job: string;
  readonly key: string;
}

/** One line, in one write: other threads and processes write too. */
export function note(done: Done): void {
  appendFileSync(worldFile(), `${JSON.stringify(done)}\n`);
}

export function allDone(): readonly Done[] {
  const text = existsSync(worldFile()) ? readFileSync(worldFile(), "utf8") : "";
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Done);
}
