import type { Json, JsonObject } from "@orchlang/plan";
import { formatInstant, parseInstant } from "@orchlang/plan/quantities";
import { applied, isListed } from "./solver.ts";

/** Values beside others: on either side of what something is compared with. */
export function* neighbours(current: Json | undefined, others: readonly Json[]): Generator<Json> {
  if (typeof current === "boolean") yield !current;
  yield* others;
  for (const other of [...others, ...(current === undefined ? [] : [current])]) {
    if (typeof other === "number") yield* aroundNumber(other);
    else if (typeof other === "string") yield* aroundText(other, current);
    else if (isAmount(other))
      for (const amount of aroundNumber(Number(other.amount))) yield { ...other, amount: String(amount) };
  }
  if (!isListed(current)) return;
  for (const other of others) {
    yield [...current, other];
    yield [other, ...current.slice(1)];
    yield current.filter((item) => JSON.stringify(item) !== JSON.stringify(other));
  }
}

function* aroundNumber(value: number): Generator<number> {
  for (const by of [1, 0.01]) {
    yield exact(value + by);
    yield exact(value - by);
  }
  yield exact(value * 1.1);
  yield exact(value * 0.9);
}

function exact(value: number): number {
  return Number(value.toPrecision(12));
}

const day = 86_400_000;

function* aroundText(other: string, current: Json | undefined): Generator<string> {
  const instant = /^\d{4}-\d\d-\d\dT/.test(other) ? parseInstant(other) : undefined;
  if (instant !== undefined && "ok" in instant) {
    for (const by of [1_000, -1_000, day, -day]) yield formatInstant(instant.ok + by);
    return;
  }
  if (/^\d{4}-\d\d-\d\d$/.test(other)) {
    for (const by of [1, -1]) {
      const beside = applied("date.add_days", other, by);
      if (typeof beside === "string") yield beside;
    }
    return;
  }
  if (/^\d\d:\d\d(:\d\d)?$/.test(other)) {
    for (const by of [60, -60, 1_800, -1_800]) yield timeAt(other, by);
    return;
  }
  if (typeof current === "string" && current !== other) {
    yield other + current.slice(other.length);
    yield current.slice(0, Math.max(0, current.length - other.length)) + other;
    yield other + current;
    yield current + other;
    yield current.replaceAll(other, "");
  }
  yield `${other}a`;
  yield "";
}

function timeAt(time: string, by: number): string {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const all = ((hours * 60 + minutes) * 60 + seconds + by + 86_400) % 86_400;
  const written = [Math.floor(all / 3_600), Math.floor(all / 60) % 60, all % 60];
  return written.map((part) => String(part).padStart(2, "0")).join(":");
}

function isAmount(value: Json): value is JsonObject & { readonly amount: string } {
  return typeof value === "object" && value !== null && !isListed(value) && typeof value.amount === "string";
}
