import type { JsonObject } from "@orchlang/plan";
import type { Story } from "./story.ts";

/*
 * Laws of the language reference that hold of every story, read from the program's text and the journals. The kernel decides both
 * twins, so a mistake of its own is the same in both: nothing of it is used here.
 */

/** Every law that a story breaks, in words. */
export function brokenLaws(text: string, story: Story): readonly string[] {
  const triggers = triggersIn(text);
  return [
    ...triggers.flatMap((trigger) => [
      ...overlapBroken(trigger, story, text),
      ...throttleBroken(trigger, story),
      ...debounceBroken(trigger, story),
      ...causesBroken(trigger, story),
    ]),
    ...dedupeBroken(text, story),
    ...limitBroken(text, story),
    ...poolsBroken(story),
    ...runsBroken(story),
  ];
}

interface DrawnTrigger {
  readonly name: string;
  readonly on: string;
  readonly clauses: string;
}

function triggersIn(text: string): readonly DrawnTrigger[] {
  return [...text.matchAll(/^trigger (\w+)( for z in \w+)? \{ on (.*?) {2}start (.*) \}$/gm)].flatMap(
    ([, name = "", family, on = "", clauses = ""]) =>
      family === undefined ? [{ name: `m.${name}`, on, clauses }] : [],
  );
}

const minute = 60_000;

function textAt(event: JsonObject, ...path: readonly string[]): string {
  let part: unknown = event;
  for (const name of path) part = (part as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof part === "string" ? part : JSON.stringify(part);
}

/**
 * A trigger with `overlap`: no more runs go on at once than it says, each from its start to its end. Nothing is skipped
 * where fewer do, unless the plan has an `overlap` of its own.
 */
function overlapBroken({ name, clauses }: DrawnTrigger, { control }: Story, text: string): readonly string[] {
  const match = /overlap (\w+)( by (?:event\.k|"\w"))?(?: up to (\d))?/.exec(clauses);
  if (match === null || (match[1] === "allow" && match[3] === undefined)) return [];
  const target = /^(\w+)\(/.exec(clauses)?.[1] ?? "";
  const isAlone = !new RegExp(
    `^plan ${target}\\(.*\\n(?:  (?:fails|priority|timeout|while) .*\\n)*  overlap`,
    "m",
  ).test(text);
  const most = Number(match[3] ?? 1);
  const active = new Map<string, string>();
  const broken: string[] = [];
  for (const event of control) {
    if (event.t === "Forgot" || event.t === "Unstarted") active.delete(textAt(event, "run"));
    const isSkipped = event.t === "Skipped" && event.trigger === name && event.why === "overlap";
    if (isAlone && isSkipped && active.size < most)
      broken.push(`${name} skips a run although fewer than ${most} go on, at ${String(event.at)}`);
    if (event.t !== "Fired" || event.trigger !== name) continue;
    const key = match[2] === undefined ? "" : textAt(event, "args", "k");
    active.set(textAt(event, "run"), key);
    const among = [...active.values()].filter((one) => one === key).length;
    if (among > most) broken.push(`${name} has ${among} runs at once, not ${most}, at ${String(event.at)}`);
  }
  return broken;
}

function firingsOf(
  { name }: DrawnTrigger,
  { control }: Story,
  key = "",
): readonly { at: number; key: string }[] {
  return control.flatMap((event) =>
    event.t === "Fired" && event.trigger === name
      ? [{ at: Number(event.at), key: key === "" ? "" : textAt(event, "args", key) }]
      : [],
  );
}

/** `throttle 2 per 3m`: no three within three minutes. */
function throttleBroken(trigger: DrawnTrigger, story: Story): readonly string[] {
  if (!trigger.clauses.includes("throttle 2 per 3m") || trigger.clauses.includes("overlap queue")) return [];
  if (trigger.clauses.includes("overlap replace")) return [];
  return crowded(firingsOf(trigger, story), 2, 3 * minute).map(
    (at) => `${trigger.name} fires more than twice in three minutes, at ${at}`,
  );
}

/** `debounce 50s`: what fires was quiet for as long. One that waits in a queue fires later than it came. */
function debounceBroken(trigger: DrawnTrigger, story: Story): readonly string[] {
  if (!trigger.clauses.includes("debounce 50s") || /overlap (queue|replace)/.test(trigger.clauses)) return [];
  const key = trigger.clauses.includes("debounce 50s by event.k") ? "k" : "";
  return crowded(firingsOf(trigger, story, key), 1, 50_000).map(
    (at) => `${trigger.name} fires twice within 50 s, at ${at}`,
  );
}

/** The moments at which there were more than `most` of one key within so many ms. */
function crowded(
  events: readonly { readonly at: number; readonly key: string }[],
  most: number,
  within: number,
): readonly number[] {
  return events.flatMap(({ at, key }, nth) => {
    const before = events.slice(0, nth + 1).filter((one) => one.key === key && at - one.at < within);
    return before.length > most ? [at] : [];
  });
}

/** Each cause sets its trigger off once: it fires, waits or is skipped. */
function causesBroken(trigger: DrawnTrigger, story: Story): readonly string[] {
  const causes = causesOf(trigger, story);
  if (causes === undefined) return [];
  const came = new Set<string>();
  for (const event of story.control) {
    const request =
      event.t === "Fired" && event.trigger === trigger.name
        ? textAt(event, "request")
        : event.t === "Queued" && textAt(event, "firing", "trigger") === trigger.name
          ? textAt(event, "firing", "request")
          : event.t === "Skipped" && event.trigger === trigger.name
            ? textAt(event, "firing")
            : undefined;
    if (request !== undefined) came.add(request.replace(`${trigger.name} `, ""));
  }
  if (came.size === causes) return [];
  return [`${trigger.name} has ${causes} causes and is set off ${came.size} times`];
}

/** How many there are; `undefined`: of another kind. */
function causesOf({ on }: DrawnTrigger, { control, runs }: Story): number | undefined {
  const event = /^event ([abc])(?: where event\.(n > 2|k == "x"))?$/.exec(on);
  if (event !== null) {
    return occurrencesOf(control, `m.${event[1]}`).filter(({ k, n, isRepeated }) => {
      if (isRepeated) return false;
      return event[2] === undefined || (event[2] === "n > 2" ? n > 2 : k === "x");
    }).length;
  }
  const outcome = /^(completed|failed|cancelled) (p\d)$/.exec(on);
  if (outcome === null) return undefined;
  const [, status, plan] = outcome;
  const ids = new Set(
    control.filter(({ t, entry }) => t === "Admitted" && entry === `m.${plan}`).map(({ run }) => String(run)),
  );
  return [...runs].filter(
    ([id, events]) => ids.has(id) && events.some((event) => event.t === "Closed" && event.status === status),
  ).length;
}

interface TwinOccurrence {
  readonly at: number;
  readonly k: string;
  readonly n: number;
  readonly isRepeated: boolean;
}

/** From outside and from runs; told twice under one id it is journalled once. */
function occurrencesOf(control: Story["control"], name: string): readonly TwinOccurrence[] {
  return control.flatMap((event) => {
    const fields =
      event.t === "Occurred" ? event : event.t === "Heard" ? (event.ask as JsonObject) : undefined;
    if (fields === undefined || fields.event !== name || fields.ask === "subscribe") return [];
    const { k, n } = fields.fields as { readonly k: string; readonly n: number };
    return [{ at: Number(event.at), k, n, isRepeated: event.repeated === true }];
  });
}

/** `dedupe 40s by k`: two that count are as far apart, and one that doesn't count repeats one that came shortly before. */
function dedupeBroken(text: string, { control }: Story): readonly string[] {
  return ["a", "b"].flatMap((name) => {
    const match = new RegExp(`^event ${name}\\(.*dedupe (\\d+)s( by k)?`, "m").exec(text);
    if (match === null) return [];
    const within = Number(match[1]) * 1_000;
    const all = occurrencesOf(control, `m.${name}`);
    return all.flatMap((one, nth) => {
      const shortly = all.slice(0, nth).filter(({ at, k }) => {
        const isSame = match[2] === undefined || k === one.k;
        return isSame && one.at - at < within;
      });
      if (one.isRepeated && shortly.length === 0) return [`${name} at ${one.at} repeats nothing`];
      if (!one.isRepeated && shortly.some(({ isRepeated }) => !isRepeated))
        return [`${name} at ${one.at} counts although it repeats one`];
      return [];
    });
  });
}

/** `limit n per 5m`: over all runs no more begin in any five minutes. */
function limitBroken(text: string, { runs }: Story): readonly string[] {
  const match = /policy often .*limit (\d) per 5m( by args\.k)?/.exec(text);
  if (match === null) return [];
  const begun = [...runs.values()].flatMap((events) =>
    events.flatMap((event) =>
      event.t === "Began" && event.capability === "m.idem"
        ? [{ at: Number(event.at), key: match[2] === undefined ? "" : textAt(event, "args", "k") }]
        : [],
    ),
  );
  const sorted = begun.toSorted((one, other) => one.at - other.at);
  return crowded(sorted, Number(match[1]), 5 * minute).map((at) => `idem begins too often, at ${at}`);
}

/** A member is held once at a time, and each time under a higher fence; nobody gets one into the time of a reservation. */
function poolsBroken({ control }: Story): readonly string[] {
  const heldBy = new Map<string, string>();
  const fences = new Map<string, number>();
  const reserved = new Map<string, Reserved>();
  const broken: string[] = [];
  for (const event of control) {
    if (event.t === "Freed") {
      for (const [member, hold] of heldBy) if (hold === event.hold) heldBy.delete(member);
      reserved.delete(String(event.hold));
    }
    const say = event.say as Answer | undefined;
    const hold = say?.ref === undefined ? undefined : `${say.ref.stream}#${say.ref.seq}`;
    if (event.t === "Reserved") {
      const one = event as unknown as Reserved;
      for (const other of reserved.values())
        if (isIn(other, one.members, one.from, one.until))
          broken.push(`a member is reserved twice at ${one.from}, at ${String(event.at)}`);
      reserved.set(String(event.hold), one);
    }
    if (event.t === "Declined" && hold !== undefined) reserved.delete(hold);
    if (event.t !== "Granted" || say?.members === undefined) continue;
    reserved.delete(hold ?? "");
    for (const other of reserved.values())
      if (isIn(other, say.members, Number(event.at), Number(say.until)))
        broken.push(`a reserved member is granted for too long, at ${String(event.at)}`);
    for (const { id, fence } of say.members) {
      if (heldBy.has(id)) broken.push(`${id} is granted while it is held, at ${String(event.at)}`);
      if (fence <= (fences.get(id) ?? 0)) broken.push(`${id} has no new fence, at ${String(event.at)}`);
      heldBy.set(id, `${say.ref?.stream}#${say.ref?.seq}`);
      fences.set(id, fence);
    }
  }
  return broken;
}

interface Answer {
  readonly members?: readonly Held[];
  readonly ref?: Place;
  readonly until?: number;
}

interface Reserved {
  readonly members: readonly Pick<Held, "id">[];
  readonly from: number;
  readonly until: number;
}

function isIn(
  { members, from, until }: Reserved,
  wanted: Reserved["members"],
  begins: number,
  ends: number,
): boolean {
  return begins < until && ends > from && wanted.some(({ id }) => members.some((one) => one.id === id));
}

interface Held {
  readonly id: string;
  readonly fence: number;
}

interface Place {
  readonly stream: string;
  readonly seq: number;
}

/** Admitted runs begin, closed runs are forgotten, and one dispatch ends once. */
function runsBroken({ control, runs }: Story): readonly string[] {
  const broken: string[] = [];
  const forgotten = new Set(control.filter(({ t }) => t === "Forgot").map(({ run }) => String(run)));
  for (const { t, run } of control) {
    if (t === "Admitted" && !runs.has(String(run)))
      broken.push(`${String(run)} is admitted and never begins`);
  }
  for (const [id, events] of runs) {
    if (events.filter(({ t }) => t === "Started").length !== 1) broken.push(`${id} begins not once`);
    const isClosed = events.some(({ t }) => t === "Closed");
    if (isClosed !== forgotten.has(id)) broken.push(`${id} is closed or forgotten, and not both`);
    const ended = new Set<string>();
    for (const event of events) {
      if (event.t !== "Ended" && event.t !== "Lost") continue;
      const flight = `${String(event.key)} ${String(event.attempt)}.${String(event.dispatch)}`;
      if (ended.has(flight)) broken.push(`${id} hears twice of ${flight}`);
      ended.add(flight);
    }
  }
  return broken;
}
