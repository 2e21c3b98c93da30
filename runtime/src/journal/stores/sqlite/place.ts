import { existsSync, readlinkSync, realpathSync } from "node:fs";
import type { StoreFault } from "../../store.ts";

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
