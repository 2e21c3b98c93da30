import { readFile } from "node:fs/promises";
import { HandlerFailure } from "@orchlang/runtime/handler";
import { parse } from "csv-parse/sync";
import { dataFile } from "./place.ts";
import type { Customer } from "./shapes.ts";

interface Row extends Customer {
  readonly segment: string;
  readonly subscribed: "yes" | "no";
}

/** The first `limit` customers of a segment, or of all of them for `everyone`, who want letters. */
export async function pick(segment: string, limit: number): Promise<readonly Customer[]> {
  const text = await readFile(dataFile("contacts.csv"), "utf8");
  const rows = parse<Row>(text, { columns: true, skip_empty_lines: true });
  const known = new Set(rows.map((row) => row.segment));
  if (segment !== "everyone" && !known.has(segment)) {
    const names = [...known].sort().join(", ");
    throw new HandlerFailure("permanent", `there is no segment “${segment}”; there are everyone, ${names}`);
  }
  return rows
    .filter((row) => row.subscribed === "yes" && (segment === "everyone" || row.segment === segment))
    .slice(0, limit)
    .map(({ id, name, email, country }) => ({ id, name, email, country }));
}
