import fc from "fast-check";

/* Plans with everything that takes time and money, as trees; and their text. */

export interface Call {
  readonly kind: "call";
  readonly name: string;
  /** The nth capability takes n seconds at most and costs n cents; its undo half a second and n dimes. */
  readonly of: number;
  readonly after: readonly string[];
  readonly retry: number;
  readonly requests: number;
  readonly timeout: boolean;
  readonly optional: boolean;
  readonly handler?: number | readonly Sketch[];
}

export type Sketch =
  | Call
  | { readonly kind: "wait"; readonly seconds: number }
  | {
      readonly kind: "when";
      readonly input: 0 | 1;
      readonly yes: readonly Sketch[];
      readonly no: readonly Sketch[];
    }
  | {
      readonly kind: "each";
      readonly name: string;
      readonly rounds: number;
      readonly atOnce: number;
      readonly tolerant: boolean;
      readonly body: readonly Sketch[];
    }
  | {
      readonly kind: "fold";
      readonly name: string;
      readonly rounds: number;
      readonly body: readonly Sketch[];
    }
  | {
      readonly kind: "race";
      readonly name: string;
      readonly of: number;
      readonly seconds: number;
      readonly other?: number;
    }
  | {
      readonly kind: "hold";
      readonly name: string;
      readonly seconds: number;
      readonly body: readonly Sketch[];
      readonly otherwise?: readonly Sketch[];
    }
  | {
      readonly kind: "sub";
      readonly name: string;
      readonly retry: number;
      readonly optional: boolean;
      readonly plan: Plan;
    };

export interface Plan {
  readonly name: string;
  readonly body: readonly Sketch[];
  readonly last: readonly Sketch[];
}

export const capabilities = 4;
/** Half of them have an undo. */
export const hasUndo = (of: number): boolean => of % 2 === 1;
export const waitForVan = 3_000;
export const retryDelay = 500;
export const requestDelay = 250;
export const limitOf = ({ of, timeout }: Pick<Call, "of" | "timeout">): number =>
  timeout ? 1_500 : (of + 1) * 1_000;
/** Cents for an hour of a van, so that each second is a cent. */
export const vanCentsASecond = 1;

type Seed = {
  readonly kind: Sketch["kind"];
  readonly numbers: readonly number[];
  readonly inner: readonly (readonly Seed[])[];
};

const kinds = ["call", "call", "call", "wait", "when", "each", "fold", "race", "hold", "sub"] as const;

function seeds(depth: number): fc.Arbitrary<readonly Seed[]> {
  const inner = depth === 0 ? fc.constant([]) : fc.array(seeds(depth - 1), { minLength: 2, maxLength: 2 });
  const one = fc.record({
    kind: fc.constantFrom(...(depth === 0 ? (["call"] as const) : kinds)),
    numbers: fc.array(fc.nat(11), { minLength: 8, maxLength: 8 }),
    inner,
  });
  return fc.array(one, { minLength: 1, maxLength: 3 });
}

export const plans: fc.Arbitrary<Plan> = fc
  .tuple(seeds(2), seeds(0), fc.boolean())
  .map(([body, last, ends]) => {
    const made = new Builder();
    return { name: "p", body: made.block(body, []), last: ends ? made.block(last, []) : [] };
  });

class Builder {
  #names = 0;

  block(all: readonly Seed[], visible: string[]): readonly Sketch[] {
    return all.map((seed) => this.#one(seed, visible));
  }

  #one({ kind, numbers, inner }: Seed, visible: string[]): Sketch {
    const [n = 0, m = 0, k = 0, j = 0, i = 0, h = 0, g = 0] = numbers;
    const name = `${kind}_${this.#names++}`;
    const block = (at: number, inside: string[] = visible): readonly Sketch[] =>
      this.block(inner[at] ?? [], inside);
    switch (kind) {
      case "call": {
        const after =
          visible.length === 0 ? [] : [visible[m % visible.length] ?? "", visible[k % visible.length] ?? ""];
        const handler = h % 4 === 0 ? g % capabilities : undefined;
        visible.push(name);
        return {
          kind,
          name,
          of: n % capabilities,
          after: [...new Set(after)].slice(0, j % 3),
          retry: j % 3 === 2 ? 2 : j % 2,
          requests: i % 4 === 0 ? 2 : 1,
          timeout: k % 3 === 0,
          optional: handler === undefined && i % 3 === 0,
          ...(handler === undefined
            ? {}
            : { handler: inner.length > 0 && g % 2 === 0 ? block(0, []) : handler }),
        };
      }
      case "wait":
        return { kind, seconds: 1 + (n % 4) };
      case "when":
        return { kind, input: n % 2 === 0 ? 0 : 1, yes: block(0), no: block(1) };
      case "each":
        return {
          kind,
          name,
          rounds: 1 + (n % 3),
          atOnce: 1 + (m % 2),
          tolerant: k % 2 === 0,
          body: block(0, []),
        };
      case "fold":
        return { kind, name, rounds: 1 + (n % 3), body: block(0, []) };
      case "race":
        return {
          kind,
          name,
          of: n % capabilities,
          seconds: 1 + (m % 4),
          ...(k % 2 === 0 ? { other: j % capabilities } : {}),
        };
      case "hold":
        return {
          kind,
          name,
          seconds: 2 + n,
          body: block(0),
          ...(m % 2 === 0 ? { otherwise: block(1) } : {}),
        };
      case "sub": {
        const plan = { name: `plan_${name}`, body: block(0, []), last: m % 3 === 0 ? block(1, []) : [] };
        return { kind, name, retry: n % 2, optional: k % 2 === 0, plan };
      }
    }
  }
}

export function programText(plan: Plan): string {
  const written: string[] = [];
  write(plan, written);
  const tools = Array.from({ length: capabilities }, (_, of) => {
    const undo = hasUndo(of) ? `  undo undo_${of}()` : "";
    return `tool cap_${of}() -> Int { effect idempotent  cost <= $0.0${of + 1}  latency <= ${of + 1}s${undo} }
tool undo_${of}() { effect idempotent  cost <= $0.${of + 1}0  latency <= 500ms }`;
  });
  return `module m
type Van { id: String }
resource vans: Van x 9 { at edge  cost $36 per h }
${tools.join("\n")}
${written.join("\n")}
`;
}

function write(plan: Plan, written: string[]): void {
  const body = blockText(plan.body, written);
  const last = plan.last.length === 0 ? "" : `  finally { ${blockText(plan.last, written)} }`;
  written.push(
    `plan ${plan.name}(b0: Bool, b1: Bool) -> Int { ${body}${last}  return 1 }`.replace(
      /( {2}finally .*)( {2}return 1)( })$/,
      "$2$1$3",
    ),
  );
}

function blockText(all: readonly Sketch[], written: string[]): string {
  const block = (inner: readonly Sketch[]): string => blockText(inner, written);
  const one = (each: Sketch): string => {
    switch (each.kind) {
      case "call":
        return callText(each, block);
      case "wait":
        return `wait ${each.seconds}s`;
      case "when":
        return `when b${each.input} { ${block(each.yes)} } else { ${block(each.no)} }`;
      case "each": {
        const list = Array.from({ length: each.rounds }, (_, at) => at).join(", ");
        const tolerant = each.tolerant ? " { optional up to 50% }" : "";
        return `step ${each.name} = for x in [${list}] up to ${each.rounds} at once ${each.atOnce} { ${block(each.body)}  yield x }${tolerant}`;
      }
      case "fold":
        return `step ${each.name} = for v from 0 up to ${each.rounds + 1} until v >= ${each.rounds} { ${block(each.body)}  yield v + 1 }`;
      case "race": {
        const other = each.other === undefined ? "" : `, z = cap_${each.other}()`;
        return `step ${each.name} = first of { x = cap_${each.of}(), y = wait ${each.seconds}s${other} }`;
      }
      case "hold": {
        const otherwise = each.otherwise === undefined ? "" : ` else { ${block(each.otherwise)} }`;
        return `with ${each.name} = vans wait 3s for ${each.seconds}s { ${block(each.body)} }${otherwise}`;
      }
      case "sub": {
        write(each.plan, written);
        const options = [
          each.retry > 0 ? `retry ${each.retry} every 500ms` : "",
          each.optional ? "optional" : "",
        ];
        return `step ${each.name} = ${each.plan.name}(b0, b1) { ${options.join("  ")} }`;
      }
    }
  };
  return all.map(one).join("  ");
}

function callText(call: Call, block: (inner: readonly Sketch[]) => string): string {
  const options = [
    call.timeout ? "timeout 1500ms" : "",
    call.retry > 0 ? `retry ${call.retry} every 500ms` : "",
    call.requests > 1 ? `accept it > 0  attempts ${call.requests} every 250ms` : "",
    call.after.length > 0 ? `after ${call.after.join(", ")}` : "",
    call.optional ? "optional" : "",
  ].filter((option) => option !== "");
  const said = options.length === 0 ? "" : ` { ${options.join("  ")} }`;
  if (call.handler === undefined) return `step ${call.name} = cap_${call.of}()${said}`;
  const handler =
    typeof call.handler === "number" ? `cap_${call.handler}()` : `{ ${block(call.handler)}  yield 1 }`;
  return `step ${call.name} = cap_${call.of}()${said} else ${handler}`;
}
