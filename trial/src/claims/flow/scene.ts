import type { Json, JsonObject, Plan, Schema } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { SimulatedRun, SimulatedWorld } from "@orchlang/simulator";
import type { Subject } from "../../claim.ts";
import { alternatives, type Making } from "./alternatives.ts";
import { Answers } from "./answers.ts";
import type { Kept } from "./released.ts";
import type { Source, Sources } from "./sources.ts";

export type Play = (world: SimulatedWorld) => SimulatedRun;

/** A run of a pair, with what the world did to it. */
export interface Observed {
  readonly run: SimulatedRun;
  readonly world: SimulatedWorld;
  /** Places where something went wrong that the world decided. */
  readonly faults: ReadonlySet<string>;
}

/** A value in the first world that the second may have otherwise. */
interface Instance {
  /** Where it comes from, in words: "input `x`". */
  readonly says: string;
  readonly value: Json;
  readonly others: readonly Json[];
  /** The site and the capability of a result. */
  readonly step?: string;
  change(world: Changing, value: Json): void;
}

/** A second world in the making. */
interface Changing {
  world: SimulatedWorld;
  readonly results: Map<string, Json>;
}

/** The difference of the second world, and the run in it. */
export interface Varied extends Observed {
  readonly says: string;
  /** Steps, by site and capability, whose own results are others. */
  readonly answered: ReadonlySet<string>;
  /** Texts that stand nowhere in the first world, and in the second only where it is labelled so. */
  readonly tokens: readonly string[];
}

/** One world, and others that differ from it only in values that are labelled so, byte for byte. */
export class Scene {
  readonly #subject: Subject;
  readonly #sources: Sources;
  readonly #play: Play;
  readonly #world: SimulatedWorld;
  readonly #answers: Answers;
  readonly first: Observed;
  readonly #kept = new Map<Kept, readonly Instance[]>();
  readonly #varied = new Map<string, Varied>();
  readonly #tokens: string[] = [];

  constructor(subject: Subject, sources: Sources, world: SimulatedWorld, play: Play) {
    this.#subject = subject;
    this.#sources = sources;
    this.#play = play;
    this.#answers = new Answers(subject.file.plan, world);
    this.#world = withSettledMembers({ ...world, variation: world.variation ?? 0 }, sources, (one) =>
      this.#observe(one, new Map()),
    );
    this.first = this.#observe(this.#world, new Map());
  }

  /** The first world with something of it otherwise. */
  with(more: Partial<SimulatedWorld>): Observed {
    return this.#observe({ ...this.#world, ...more }, new Map());
  }

  #observe(world: SimulatedWorld, results: ReadonlyMap<string, Json>): Observed {
    const { answers, faults } = this.#answers.given(results);
    const whole = { ...world, answers };
    const run = this.#play(whole);
    this.#answers.learn(run);
    return { run, world: whole, faults };
  }

  /**
   * Second worlds, at most so many: all that is labelled so at once, and each source by itself. Where there are more, which
   * of them it are follows from the seed of the world.
   */
  *others(kept: Kept, most: number): Generator<Varied> {
    const [first, ...rest] = [...chosen(this.#instances(kept))];
    const from = rest.length < most ? 0 : Number.parseInt(this.#world.seed?.slice(-6) ?? "0", 16);
    const turned = rest.map((choice, nth) => rest[(nth + from) % rest.length] ?? choice);
    for (const { says, changes } of [...(first === undefined ? [] : [first]), ...turned].slice(0, most)) {
      const id = `${kept} ${says}`;
      let varied = this.#varied.get(id);
      if (varied === undefined) {
        varied = this.#vary(says, changes);
        this.#varied.set(id, varied);
      }
      yield varied;
    }
  }

  #vary(says: string, changes: readonly (readonly [Instance, Json])[]): Varied {
    const changing: Changing = { world: this.#world, results: new Map() };
    for (const [instance, value] of changes) instance.change(changing, value);
    const observed = this.#observe(changing.world, changing.results);
    const answered = new Set(changes.flatMap(([{ step }]) => step ?? []));
    return { ...observed, says, answered, tokens: this.#tokensIn(changes) };
  }

  /** Those of the changed values that no answer repeats which was made up on the way: whoever answers answers for it. */
  #tokensIn(changes: readonly (readonly [Instance, Json])[]): readonly string[] {
    const changed = JSON.stringify(changes.map(([, value]) => value));
    const others = JSON.stringify(this.#answers.results.map(({ value }) => value));
    return this.#tokens.filter((token) => changed.includes(token) && !others.includes(token));
  }

  #instances(kept: Kept): readonly Instance[] {
    const known = this.#kept.get(kept);
    if (known !== undefined) return known;
    const { plan } = this.#subject.file;
    const results = this.#answers.results;
    const given = results.map(({ value }) => value);
    const making: Making = {
      kept,
      hints: hintsOf(plan, this.#world, this.first.run, given),
      token: () => this.#token(),
    };
    const other = (source: Source | undefined, value: Json) =>
      source === undefined ? [] : alternatives(source, value, making);
    const instances = [
      ...this.#inputs(other),
      ...this.#readings(other),
      ...this.#occurrences(other),
      ...this.#members(other),
      ...results.map(({ place, step, capability, value }) => ({
        says: `result of ${place}`,
        step,
        value,
        others: other(this.#sources.results[capability], value),
        change: ({ results: changed }: Changing, to: Json) => void changed.set(place, to),
      })),
    ].filter(({ others }) => others.length > 0);
    this.#kept.set(kept, instances);
    return instances;
  }

  #token(): string {
    const token = `canary${this.#tokens.length + 1}q`;
    this.#tokens.push(token);
    return token;
  }

  #inputs(other: Other): readonly Instance[] {
    if (this.#world.armed !== undefined) return [];
    const started = this.first.run.events.find((event) => event.t === "Started");
    const input = (started?.input ?? {}) as JsonObject;
    return Object.entries(this.#sources.params).map(([name, source]) => ({
      says: `input ${name}`,
      value: input[name] ?? null,
      others: other(source, input[name] ?? null),
      change: (changing, to) => {
        changing.world = { ...changing.world, input: { ...input, ...changing.world.input, [name]: to } };
      },
    }));
  }

  #readings(other: Other): readonly Instance[] {
    const readings = this.#world.readings ?? {};
    return Object.entries(this.#sources.signals).map(([name, source]) => ({
      says: `signal ${name}`,
      value: readings[name] ?? null,
      others: other(source, readings[name] ?? null),
      change: (changing, to) => {
        changing.world = { ...changing.world, readings: { ...changing.world.readings, [name]: to } };
      },
    }));
  }

  #occurrences(other: Other): readonly Instance[] {
    return (this.#world.happenings ?? []).flatMap((one, nth) => {
      if (one.does !== "occurs") return [];
      const fields = one.fields as JsonObject;
      return Object.entries(this.#sources.events[one.event] ?? {}).map(([name, source]) => ({
        says: `${name} of occurrence ${nth + 1}, ${one.event}`,
        value: fields[name] ?? null,
        others: other(source, fields[name] ?? null),
        change: (changing: Changing, to: Json) => {
          const happenings = [...(changing.world.happenings ?? [])];
          const before = happenings[nth];
          if (before?.does !== "occurs") return;
          happenings[nth] = { ...before, fields: { ...(before.fields as JsonObject), [name]: to } };
          changing.world = { ...changing.world, happenings };
        },
      }));
    });
  }

  /** Members are made up by their kind: in both worlds all of a pool have the same in every field of it. */
  #members(other: Other): readonly Instance[] {
    return Object.entries(this.#sources.members).flatMap(([pool, { schema, label }]) =>
      labelledFields(schema).map((name) => {
        const { properties = {}, "x-labels": labels = {} } = schema as JsonObject;
        const field = (properties as JsonObject)[name] ?? true;
        const alone = {
          properties: { [name]: field },
          "x-labels": { [name]: (labels as JsonObject)[name] ?? [] },
        };
        return {
          says: `${name} of members of ${pool}`,
          value: null,
          others: other({ schema: alone, label }, {}).map((one) => (one as JsonObject)[name] ?? null),
          change: (changing: Changing, to: Json) => {
            changing.world = withMembers(changing.world, pool, { [name]: to });
          },
        };
      }),
    );
  }
}

type Other = (source: Source | undefined, value: Json) => readonly Json[];

interface Choice {
  readonly says: string;
  readonly changes: readonly (readonly [Instance, Json])[];
}

/** The nth of all at once, then the nth of each by itself. */
function* chosen(instances: readonly Instance[]): Generator<Choice> {
  const count = Math.max(0, ...instances.map(({ others }) => others.length));
  for (let nth = 0; nth < count; nth++) {
    const changes = instances.map(
      (instance) => [instance, instance.others[nth % instance.others.length] ?? null] as const,
    );
    if (instances.length > 1) yield { says: changes.map(worded).join(", "), changes };
    for (const change of changes) {
      if (nth < change[0].others.length) yield { says: worded(change), changes: [change] };
    }
  }
}

function worded([{ says }, value]: readonly [Instance, Json]): string {
  return `${says} is ${JSON.stringify(value)}`;
}

function labelledFields(schema: Schema): readonly string[] {
  return typeof schema === "object" ? Object.keys((schema["x-labels"] ?? {}) as JsonObject) : [];
}

/** The world in which all members of a pool have these fields: what is made up of the others stays as it is. */
function withMembers(world: SimulatedWorld, pool: string, fields: JsonObject): SimulatedWorld {
  const kind = world.kinds?.[pool];
  if (typeof kind !== "object") return world;
  const settled = Object.entries(fields).map(([name, value]) => [name, { const: value }]);
  const properties = { ...(kind.properties as JsonObject | undefined), ...Object.fromEntries(settled) };
  return { ...world, kinds: { ...world.kinds, [pool]: { ...kind, properties } } };
}

/** Members are generated when they are asked for. If one of their fields is labelled, the rest is fixed first. */
function withSettledMembers(
  world: SimulatedWorld,
  { members }: Sources,
  observe: (world: SimulatedWorld) => Observed,
): SimulatedWorld {
  const pools = Object.entries(members).filter(([, { schema }]) => labelledFields(schema).length > 0);
  if (pools.length === 0) return world;
  const kinds = { ...world.kinds, ...Object.fromEntries(pools.map(([pool, { schema }]) => [pool, schema])) };
  const { run } = observe({ ...world, kinds });
  let settled: SimulatedWorld = { ...world, kinds };
  for (const [pool, { schema }] of pools) {
    const member = run.controlEvents.find((event) => event.t === "Member" && event.pool === pool);
    const { properties = {} } = schema as JsonObject;
    const own = Object.entries(member?.t === "Member" ? (member.fields ?? {}) : {}).filter(
      ([name]) => name !== "id" && Object.hasOwn(properties as JsonObject, name),
    );
    settled = withMembers(settled, pool, Object.fromEntries(own));
  }
  return settled;
}

const hintsMax = 60;

/**
 * Values at which a run may go another way: constants that the plan compares with, then what there is in the world: the
 * fields of occurrences and members, readings, inputs, answers.
 */
function hintsOf(plan: Plan, world: SimulatedWorld, run: SimulatedRun, answers: readonly Json[]) {
  const values: Json[] = [];
  values.push(...constantsOf(plan), ...(world.armed === undefined ? [] : constantsOf(world.armed)));
  const ids = run.controlEvents.flatMap((event) =>
    event.t === "Member" ? [event.member, event.fields ?? {}] : [],
  );
  const happened = (world.happenings ?? []).flatMap((one) => (one.does === "occurs" ? [one.fields] : []));
  const input = run.events.flatMap((event) => (event.t === "Started" ? [event.input] : []));
  for (const value of [...happened, ...ids, world.readings ?? {}, ...input, ...answers])
    leavesOf(value, values);
  const kept = new Map<string, Json>();
  for (const one of values) {
    if (kept.size >= hintsMax) break;
    const text = canonical(one);
    if (!kept.has(text)) kept.set(text, one);
  }
  return [...kept.values()];
}

const constants = new WeakMap<object, readonly Json[]>();

function constantsOf(whole: object): readonly Json[] {
  const known = constants.get(whole);
  if (known !== undefined) return known;
  const values: Json[] = [];
  constantsIn(whole as unknown as Json, values);
  constants.set(whole, values);
  return values;
}

/** The constants in every expression and pattern inside. */
function constantsIn(part: Json | undefined, values: Json[]): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part as readonly Json[]) constantsIn(item, values);
    return;
  }
  const { op, value, is, from, to } = part as JsonObject;
  if (op === "constant" && value !== undefined) leavesOf(value, values);
  for (const one of [is, from, to]) if (one !== undefined && typeof one !== "object") values.push(one);
  for (const [name, inner] of Object.entries(part)) if (!beside.has(name)) constantsIn(inner, values);
}

/** Parts of a plan that say nothing of its values. */
const beside: ReadonlySet<string> = new Set([
  "bounds",
  "nodeBounds",
  "coverage",
  "latency",
  "settings",
  "schemas",
]);

function leavesOf(value: Json, values: Json[]): void {
  const isWhole = typeof value !== "object" || value === null || "amount" in value || "lat" in value;
  if (isWhole) values.push(value);
  else for (const inner of Object.values(value)) leavesOf(inner as Json, values);
}
