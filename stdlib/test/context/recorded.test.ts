import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { standardModules } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";
import { documentedModule } from "../reference.ts";
import { type Turn, turnsOf, worldOf } from "./recorded.ts";

/* Recorded days: every reading of a house, and how each flag turns by them. `-u` writes how they turn. */

const folder = fileURLToPath(new URL("./", import.meta.url));
const days = readdirSync(folder).filter((name) => name.endsWith(".ndjson"));

const domains = standardModules.filter((name) => name.startsWith("std.context.")).map(documentedModule);
const flags = domains.flatMap(({ name, declarations }) =>
  declarations.filter(({ group }) => group === "Flags").map((flag) => `${name}.${flag.name}`),
);

/** Every module of signals is loaded as soon as something of it is imported. */
const program = `module main
${domains.map(({ name, declarations }) => `import ${name} { ${declarations.find(({ group }) => group === "Flags")?.name} }`).join("\n")}
plan observed() -> Int {
  return 1
}
`;

/** Without the member of a family. */
const nameOf = ({ flag }: Turn): string => flag.replace(/\(.*$/u, "");

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

function lineOf({ at, flag, value, confidence, lapses }: Turn): string {
  const held = lapses === undefined ? "" : `, held until ${timeOf(lapses)}`;
  const sure = confidence === undefined || confidence === 1 ? "" : ` (${Math.round(confidence * 100)}%)`;
  return `${timeOf(at)} ${flag.replace("std.context.", "")}: ${value ?? "unknown"}${sure}${held}`;
}

const played = new Map<string, Promise<readonly Turn[]>>();
function turnsOn(day: string): Promise<readonly Turn[]> {
  const known = played.get(day) ?? turnsOf(program, readFileSync(folder + day, "utf8"));
  played.set(day, known);
  return known;
}

test.each(days)("flags turn through %s as recorded", async (day) => {
  const lines = (await turnsOn(day)).map(lineOf);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(folder + day.replace(".ndjson", ".turns"));
});

test("each flag becomes true and false on one of the days", async () => {
  const turns = (await Promise.all(days.map(turnsOn))).flat();
  const turned = (value: boolean) => new Set(turns.filter((turn) => turn.value === value).map(nameOf));
  const [isTrue, isFalse] = [turned(true), turned(false)];
  expect(flags.filter((flag) => !isTrue.has(flag) || !isFalse.has(flag))).toEqual([]);
});

describe("signals", () => {
  const signals = Object.values(worldOf(program).world.signals).filter(({ name }) =>
    name.startsWith("std.context."),
  );

  test("have a domain, a source and an age at which they no longer count", () => {
    const bare = signals.filter(({ domain, sources, fresh }) => !domain || sources.length === 0 || !fresh);
    expect(bare.map(({ name }) => name)).toEqual([]);
    expect(new Set(signals.map(({ domain }) => domain)).size).toBe(10);
  });

  test("are read on one of the days", () => {
    const told = days.flatMap((day) =>
      [...readFileSync(folder + day, "utf8").matchAll(/"reading":\s*"([\w.]+)/gu)].map(([, name]) => name),
    );
    const unread = signals.filter(({ sources }) => !sources.some((source) => told.includes(source)));
    expect(unread.map(({ name }) => name)).toEqual([]);
  });

  test("are personal where they follow people, calendars or cameras", () => {
    const personal = signals.filter(({ label }) => label.confidentiality === "personal");
    expect(personal.map(({ name }) => name.replace("std.context.", "")).sort()).toEqual([
      "calendar.calendar_busy",
      "calendar.next_item",
      "calendar.next_item_at",
      "presence.in_bed",
      "presence.motion",
      "presence.motion_in",
      "presence.on_wifi",
      "presence.phone_near",
      "presence.residents",
      "security.person_seen",
      "space.people_in",
      "space.people_inside",
      "space.user_zone",
    ]);
  });
});
