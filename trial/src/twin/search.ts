import type { JsonObject } from "@orchlang/plan";
import { constructsIn, everyConstruct } from "../constructs/table.ts";
import type { Story } from "./story.ts";
import { drawnTwin, playTwin, type Twin } from "./twin.ts";

export interface TwinOptions {
  readonly programs: number;
  readonly seed: number;
  /** Ends it even if there are programs left. */
  readonly minutes?: number;
  /** Smaller twins that are tried at most for each difference. */
  readonly tries: number;
}

/** Plays programs twice, simulated and really run. Whether each pair of stories was the same. */
export async function searchTwins({ programs, seed, minutes, tries }: TwinOptions): Promise<boolean> {
  const began = performance.now();
  const isOver = (): boolean => performance.now() - began > (minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  const drawn = new Map<string, number>();
  const happened = new Map<string, number>();
  const count = { played: 0, invalid: 0, mixed: 0, runs: 0, events: 0, different: 0, broken: 0 };
  for (let nth = 0; nth < programs && !isOver(); nth++) {
    const twin = drawnTwin(seed + nth);
    const played = await playTwin(twin);
    if (played === undefined) {
      count.invalid += 1;
      continue;
    }
    count.played += 1;
    if (played.isMixed) count.mixed += 1;
    for (const name of constructsIn(twin.text).keys()) drawn.set(name, (drawn.get(name) ?? 0) + 1);
    for (const event of eventsOf(played.real)) happened.set(event, (happened.get(event) ?? 0) + 1);
    count.runs += played.real.runs.size;
    for (const events of played.real.runs.values()) count.events += events.length;
    count.broken += played.broken.length === 0 ? 0 : 1;
    for (const law of played.broken) console.log(`seed ${seed + nth}: ${law}`);
    if (played.difference === undefined) continue;
    count.different += 1;
    console.log(await describeDifference(twin, seed + nth, { tries, isOver }));
  }
  const { user, system } = process.cpuUsage();
  const { played, invalid, mixed, runs, events, different, broken } = count;
  const never = everyConstruct.filter((name) => !drawn.has(name));
  console.log(`never drawn (${never.length} of ${everyConstruct.length}): ${never.join(" ")}`);
  console.log(
    `happened: ${[...happened]
      .sort()
      .map(([name, times]) => `${name} ${times}`)
      .join(", ")}`,
  );
  console.log(
    `${played} programs simulated and run (${invalid} do not compile, ${mixed} not compared), ${runs} runs, ${events} events; ` +
      `${different} differ, ${broken} break a law; ${((user + system) / 1e6).toFixed(0)} s of processor`,
  );
  return different + broken === 0;
}

/** Kinds of events, with what they say of why and how. */
function eventsOf({ runs, control }: Story): ReadonlySet<string> {
  const collected = new Set<string>();
  for (const event of [...control, ...[...runs.values()].flat()]) {
    const { t, why, status, order, say, ask } = event as Readonly<Record<string, JsonObject | string>>;
    const what = [
      word(why),
      word(status),
      wordIn(order, "order"),
      wordIn(say, "say"),
      wordIn(ask, "ask"),
    ].filter(Boolean);
    collected.add([t, ...what].join("."));
  }
  return collected;
}

function word(part: JsonObject | string | undefined): string | undefined {
  return typeof part === "string" && /^\w+$/.test(part) ? part : undefined;
}

function wordIn(part: JsonObject | string | undefined, name: string): string | undefined {
  return typeof part === "object" ? String(part[name]) : undefined;
}

async function describeDifference(
  twin: Twin,
  seed: number,
  limits: Parameters<typeof shrinkTwin>[1],
): Promise<string> {
  const { text, world } = await shrinkTwin(twin, limits);
  const difference = (await playTwin({ text, world }))?.difference;
  const { of = "", simulated = [], real = [] } = difference ?? {};
  return [
    `seed ${seed}: ${of === "control" ? of : `run ${of}`} differs`,
    text,
    JSON.stringify(world),
    ...simulated.map((line) => `simulated only  ${line}`),
    ...real.map((line) => `real only       ${line}`),
    "",
  ].join("\n");
}

/** The same difference in less: without lines of the program, blocks of them first, and without what happens. */
export async function shrinkTwin(
  twin: Twin,
  { tries, isOver }: { readonly tries: number; readonly isOver: () => boolean },
): Promise<Twin> {
  let least = twin;
  let left = tries;
  const attempt = async (smaller: Twin): Promise<boolean> => {
    left -= 1;
    if (!(await differs(smaller))) return false;
    least = smaller;
    return true;
  };
  const goesOn = (): boolean => left > 0 && !isOver();
  for (let isSmaller = true; isSmaller && goesOn(); ) {
    isSmaller = false;
    for (let at = 0; at < least.world.happenings.length && goesOn(); at++) {
      const happenings = least.world.happenings.filter((_, nth) => nth !== at);
      if (await attempt({ ...least, world: { ...least.world, happenings } })) {
        isSmaller = true;
        at -= 1;
      }
    }
    for (let at = 1; at < linesOf(least).length && goesOn(); at++) {
      if (await attempt({ ...least, text: withoutPart(linesOf(least), at) })) {
        isSmaller = true;
        at -= 1;
      }
    }
  }
  return least;
}

function linesOf({ text }: Twin): readonly string[] {
  return text.split("\n");
}

/** Without a line; where it opens a block, without the whole. */
function withoutPart(lines: readonly string[], at: number): string {
  let depth = 0;
  let end = at;
  do {
    for (const sign of lines[end] ?? "") depth += sign === "{" ? 1 : sign === "}" ? -1 : 0;
    end += 1;
  } while (depth > 0 && end < lines.length);
  return [...lines.slice(0, at), ...lines.slice(end)].join("\n");
}

async function differs(twin: Twin): Promise<boolean> {
  try {
    return (await playTwin(twin))?.difference !== undefined;
  } catch {
    // One that can't be played at all is another matter than one that goes two ways.
    return false;
  }
}
