import fc from "fast-check";

/* Small plans that take members of pools, as trees; and their text. */

export type Sketch =
  | { readonly kind: "step"; readonly name: string; readonly after: readonly string[] }
  | {
      readonly kind: "hold";
      readonly name: string;
      readonly pool: string;
      readonly count: number;
      readonly body: readonly Sketch[];
    }
  | { readonly kind: "when"; readonly yes: readonly Sketch[]; readonly no: readonly Sketch[] }
  | {
      readonly kind: "rounds";
      readonly most: number;
      readonly atOnce: number;
      readonly body: readonly Sketch[];
    };

export interface Shape {
  readonly pools: Readonly<Record<string, number>>;
  readonly choices: boolean;
  readonly rounds: boolean;
  /** Statements of a block. */
  readonly widest: number;
  readonly deepest: number;
}

type Seed =
  | { readonly kind: "step"; readonly after: readonly number[] }
  | { readonly kind: "hold"; readonly pool: number; readonly count: number; readonly body: readonly Seed[] }
  | { readonly kind: "when"; readonly yes: readonly Seed[]; readonly no: readonly Seed[] }
  | {
      readonly kind: "rounds";
      readonly most: number;
      readonly atOnce: number;
      readonly body: readonly Seed[];
    };

function seeds(shape: Shape, depth: number): fc.Arbitrary<readonly Seed[]> {
  const body = (): fc.Arbitrary<readonly Seed[]> => seeds(shape, depth + 1);
  const step = fc.record({
    kind: fc.constant("step" as const),
    after: fc.array(fc.nat(9), { maxLength: 2 }),
  });
  const one: fc.WeightedArbitrary<Seed>[] = [{ arbitrary: step, weight: 3 }];
  if (depth < shape.deepest) {
    const hold = fc.record({
      kind: fc.constant("hold" as const),
      pool: fc.nat(Object.keys(shape.pools).length - 1),
      count: fc.integer({ min: 1, max: 2 }),
      body: body(),
    });
    one.push({ arbitrary: hold, weight: 4 });
    if (shape.choices) {
      const choice = fc.record({ kind: fc.constant("when" as const), yes: body(), no: body() });
      one.push({ arbitrary: choice, weight: 1 });
    }
    if (shape.rounds) {
      const rounds = fc.record({
        kind: fc.constant("rounds" as const),
        most: fc.integer({ min: 1, max: 3 }),
        atOnce: fc.integer({ min: 1, max: 2 }),
        body: body(),
      });
      one.push({ arbitrary: rounds, weight: 1 });
    }
  }
  return fc.array(fc.oneof(...one), { minLength: 1, maxLength: depth === 0 ? shape.widest : 2 });
}

export function sketches(shape: Shape): fc.Arbitrary<readonly Sketch[]> {
  return seeds(shape, 0).map((made) => {
    let steps = 0;
    let holds = 0;
    const build = (all: readonly Seed[], visible: string[]): readonly Sketch[] =>
      all.map((seed) => one(seed, visible));
    const one = (seed: Seed, visible: string[]): Sketch => {
      switch (seed.kind) {
        case "step": {
          const after = seed.after.flatMap((at) =>
            visible.length === 0 ? [] : [visible[at % visible.length] ?? ""],
          );
          const name = `s${steps++}`;
          visible.push(name);
          return { kind: "step", name, after: [...new Set(after)] };
        }
        case "hold": {
          const [pool = "", there = 1] = Object.entries(shape.pools)[seed.pool] ?? [];
          const name = `h${holds++}`;
          return {
            kind: "hold",
            name,
            pool,
            count: Math.min(seed.count, there),
            body: build(seed.body, visible),
          };
        }
        case "when": {
          const yes = build(seed.yes, visible);
          return { kind: "when", yes, no: build(seed.no, visible) };
        }
        case "rounds":
          // Steps in a round are not visible outside of it.
          return { ...seed, body: build(seed.body, [...visible]) };
      }
    };
    return build(made, []);
  });
}

export function textOf(name: string, sketch: readonly Sketch[]): string {
  let rounds = 0;
  const block = (all: readonly Sketch[]): string => all.map(one).join("  ");
  const one = (each: Sketch): string => {
    switch (each.kind) {
      case "step": {
        const after = each.after.length === 0 ? "" : ` { after ${each.after.join(", ")} }`;
        return `step ${each.name} = t(1)${after}`;
      }
      case "hold":
        return `with ${each.name} = ${each.pool} count ${each.count} wait 1m for 30m { ${block(each.body)} }`;
      case "when":
        return `when b { ${block(each.yes)} } else { ${block(each.no)} }`;
      case "rounds": {
        const list = Array.from({ length: each.most }, (_, at) => at).join(", ");
        return `step r${rounds++} = for x in [${list}] up to ${each.most} at once ${each.atOnce} { ${block(each.body)} }`;
      }
    }
  };
  return `plan ${name}(b: Bool) { ${block(sketch)} }`;
}

export function programText(pools: Readonly<Record<string, number>>, plans: readonly string[]): string {
  const declared = Object.entries(pools).map(
    ([name, count]) => `resource ${name}: Van x ${count} { at edge }`,
  );
  return `module m
type Van { id: String }
${declared.join("\n")}
tool t(n: Int) -> Int { effect pure  latency <= 1s }
${plans.join("\n")}
`;
}
