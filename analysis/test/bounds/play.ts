import {
  type Call,
  hasUndo,
  limitOf,
  type Plan,
  requestDelay,
  retryDelay,
  type Sketch,
  vanCentsASecond,
  waitForVan,
} from "./sketch.ts";

/*
 * One run of a plan, computed from what semantics says of each construct, of nothing that the compiler has: when
 * statements begin and end, what is spent, what is undone.
 */

/** The choices of adversity, in the order of the run. */
export interface Adversity {
  /** The share of a try's limit that it takes: 0 to 1. */
  share(): number;
  fails(): boolean;
  accepts(): boolean;
  /** The share of the wait for a member that it takes; above 1: none came. */
  queue(): number;
}

/** Money is in cents, time in ms from the start. */
interface Spent {
  readonly at: number;
  readonly cents: number;
}

/** An effect that stands, and what undoing it uses. */
interface Standing {
  readonly at: number;
  readonly cents: number;
  readonly ms: number;
  /** The loops around it whose rounds go side by side, outermost first, each with its round. */
  readonly rounds: readonly (readonly [loop: string, round: number])[];
}

/** The end of a statement or a block. */
interface Came {
  readonly end: number;
  readonly ok: boolean;
  readonly spent: readonly Spent[];
  readonly standing: readonly Standing[];
  /** Until when something of it is still under way. */
  readonly over: number;
}

export interface Played {
  readonly end: number;
  readonly cents: number;
  readonly ok: boolean;
}

export function play(plan: Plan, inputs: readonly boolean[], adversity: Adversity): Played {
  const came = new World(inputs, adversity).plan(plan, 0);
  return { end: came.forward, cents: total(came.spent), ok: came.ok };
}

function total(spent: readonly { readonly cents: number }[]): number {
  return spent.reduce((sum, { cents }) => sum + cents, 0);
}

function nothing(at: number): Came {
  return { end: at, ok: true, spent: [], standing: [], over: at };
}

class World {
  readonly #inputs: readonly boolean[];
  readonly #adversity: Adversity;

  constructor(inputs: readonly boolean[], adversity: Adversity) {
    this.#inputs = inputs;
    this.#adversity = adversity;
  }

  /** `forward`: the end of its work and of `finally`, without the time of unwinding. */
  plan({ body, last }: Plan, start: number): Came & { readonly forward: number } {
    const came = this.#block(body, start);
    const back = came.ok ? { spent: [], ms: 0 } : compensated(came.standing, came.end);
    const over = Math.max(came.over, came.end) + back.ms;
    const after = last.length === 0 ? nothing(over) : this.#block(last, over);
    return {
      end: after.end,
      ok: came.ok,
      spent: [...came.spent, ...back.spent, ...after.spent],
      standing: came.ok ? came.standing : [],
      over: Math.max(after.over, after.end),
      forward: after.end - back.ms,
    };
  }

  /** Statements begin when what they wait for has settled. The first failure that nobody handles ends the others. */
  #block(all: readonly Sketch[], start: number, settled = new Map<string, number>()): Came {
    const parts: Came[] = [];
    let below = start;
    let failed = Infinity;
    for (const each of all) {
      const above = Math.max(below, ...parts.map(({ end }) => end));
      const after = each.kind === "call" ? each.after.map((name) => settled.get(name) ?? start) : [];
      const begin = each.kind === "wait" ? above : Math.max(below, ...after);
      if (begin >= failed) {
        // Statements below a wait that never begins do not begin either.
        if (each.kind === "wait") below = failed;
        continue;
      }
      const came = this.#statement(each, begin, settled);
      if ("name" in each) settled.set(each.name, came.end);
      if (!came.ok) failed = Math.min(failed, came.end);
      parts.push(came);
      if (each.kind === "wait") below = came.end;
    }
    const ok = failed === Infinity;
    const end = ok ? Math.max(start, ...parts.map((came) => came.end)) : failed;
    return {
      end,
      ok,
      spent: parts.flatMap(({ spent }) => spent).filter(({ at }) => at <= end),
      standing: parts.flatMap(({ standing }) => standing).filter(({ at }) => at <= end),
      over: ok ? Math.max(end, ...parts.map(({ over }) => over)) : end,
    };
  }

  #statement(each: Sketch, start: number, settled: Map<string, number>): Came {
    switch (each.kind) {
      case "call":
        return this.#call(each, start);
      case "wait":
        return nothing(start + each.seconds * 1_000);
      case "when": {
        const taken = this.#inputs[each.input] ? each.yes : each.no;
        return this.#block(taken, start, settled);
      }
      case "each":
        return this.#each(each, start);
      case "fold":
        return this.#inTurn(each.rounds, start, (at) => this.#block(each.body, at));
      case "race":
        return this.#race(each, start);
      case "hold":
        return this.#hold(each, start, settled);
      case "sub": {
        let came = this.plan(each.plan, start);
        let spent = came.spent;
        for (let again = 0; again < each.retry && !came.ok; again++) {
          came = this.plan(each.plan, came.over + retryDelay);
          spent = [...spent, ...came.spent];
        }
        return {
          end: came.over,
          ok: came.ok || each.optional,
          spent,
          standing: came.standing,
          over: came.over,
        };
      }
    }
  }

  #inTurn(count: number, start: number, round: (at: number) => Came): Came {
    let all = nothing(start);
    for (let done = 0; done < count && all.ok; done++) all = joined(all, round(Math.max(all.end, all.over)));
    return all;
  }

  #call(call: Call, start: number): Came {
    const own = this.#tries(call, start);
    if (own.ok || call.handler === undefined) return { ...own, ok: own.ok || call.optional };
    const back = compensated(own.standing, own.end);
    const from = own.end + back.ms;
    const { handler } = call;
    const plain = { retry: 0, requests: 1, timeout: false };
    const came =
      typeof handler === "number" ? this.#tries({ ...plain, of: handler }, from) : this.#block(handler, from);
    return { ...came, spent: [...own.spent, ...back.spent, ...came.spent] };
  }

  #tries(
    { of, retry, requests, timeout }: Pick<Call, "of" | "retry" | "requests" | "timeout">,
    start: number,
  ): Came {
    const spent: Spent[] = [];
    const standing: Standing[] = [];
    let now = start;
    for (let request = 1; request <= requests; request++) {
      if (hasUndo(of)) standing.push({ at: now, cents: 10 * (of + 1), ms: 500, rounds: [] });
      let ok = false;
      for (let tried = 0; tried <= retry && !ok; tried++) {
        if (tried > 0) now += retryDelay;
        // All tries of a request have one key, under which an idempotent call is charged once.
        if (tried === 0) spent.push({ at: now, cents: of + 1 });
        now += limitOf({ of, timeout }) * this.#adversity.share();
        ok = !this.#adversity.fails();
      }
      const accepted = ok && (requests === 1 || this.#adversity.accepts());
      if (accepted || !ok) return { end: now, ok: accepted, spent, standing, over: now };
      if (request < requests) now += requestDelay;
    }
    return { end: now, ok: false, spent, standing, over: now };
  }

  /** A place takes the next round as soon as it is free. */
  #each({ name, rounds, atOnce, tolerant, body }: Extract<Sketch, { kind: "each" }>, start: number): Came {
    const free = Array.from({ length: atOnce }, () => start);
    const parts: Came[] = [];
    const failures: number[] = [];
    const tolerated = tolerant ? Math.floor(rounds / 2) : 0;
    for (let round = 0; round < rounds; round++) {
      const place = free.indexOf(Math.min(...free));
      const begin = free[place] ?? start;
      if (failures.filter((at) => at <= begin).length > tolerated) break;
      const came = inRound(this.#block(body, begin), name, round);
      const back = came.ok ? { spent: [], ms: 0 } : compensated(came.standing, came.end);
      const end = came.ok ? Math.max(came.end, came.over) : came.end + (tolerant ? back.ms : 0);
      free[place] = end;
      if (!came.ok) failures.push(came.end);
      parts.push(
        tolerant && !came.ok
          ? { ...came, end, spent: [...came.spent, ...back.spent], standing: [] }
          : { ...came, end },
      );
    }
    const ok = failures.length <= tolerated;
    const end = ok
      ? Math.max(start, ...parts.map((part) => part.end))
      : (failures.toSorted((a, b) => a - b)[tolerated] ?? start);
    return {
      end,
      ok,
      spent: parts.flatMap(({ spent }) => spent).filter(({ at }) => ok || at <= end),
      standing: parts.flatMap(({ standing }) => standing).filter(({ at }) => ok || at <= end),
      over: end,
    };
  }

  /** The wait always wins in the end; what lost is undone while the plan goes on. */
  #race({ of, seconds, other }: Extract<Sketch, { kind: "race" }>, start: number): Came {
    const plain = { retry: 0, requests: 1, timeout: false };
    const calls = [of, ...(other === undefined ? [] : [other])].map((each) =>
      this.#tries({ ...plain, of: each }, start),
    );
    const won = calls.filter(({ ok }) => ok).sort((a, b) => a.end - b.end)[0];
    const end = Math.min(start + seconds * 1_000, won?.end ?? Infinity);
    const winner = won?.end === end ? won : undefined;
    const lost = calls.filter((each) => each !== winner);
    const back = compensated(
      lost.flatMap(({ standing }) => standing),
      end,
    );
    return {
      end,
      ok: true,
      spent: [...calls.flatMap(({ spent }) => spent), ...back.spent],
      standing: winner?.standing ?? [],
      over: end + back.ms,
    };
  }

  #hold(hold: Extract<Sketch, { kind: "hold" }>, start: number, settled: Map<string, number>): Came {
    const queue = this.#adversity.queue();
    if (queue > 1) {
      const from = start + waitForVan;
      return hold.otherwise === undefined
        ? { ...nothing(from), ok: false }
        : this.#block(hold.otherwise, from, settled);
    }
    const from = start + waitForVan * queue;
    const came = this.#block(hold.body, from, settled);
    const until = from + hold.seconds * 1_000;
    const late = Math.max(came.end, came.over) > until;
    const end = late ? Math.min(came.end, until) : Math.max(came.end, came.over);
    const price: Spent = { at: from, cents: ((Math.min(end, until) - from) / 1_000) * vanCentsASecond };
    return {
      end,
      ok: came.ok && !late,
      spent: [...came.spent.filter(({ at }) => at <= end), price],
      standing: came.standing.filter(({ at }) => at <= end),
      over: end,
    };
  }
}

function inRound(came: Came, loop: string, round: number): Came {
  const standing = came.standing.map((each) => ({
    ...each,
    rounds: [[loop, round] as const, ...each.rounds],
  }));
  return { ...came, standing };
}

function joined(one: Came, then: Came): Came {
  return {
    end: then.end,
    ok: then.ok,
    spent: [...one.spent, ...then.spent],
    standing: [...one.standing, ...then.standing],
    over: Math.max(one.over, then.over),
  };
}

/** One after another at worst; rounds that went side by side are undone so. */
function compensated(
  standing: readonly Standing[],
  at: number,
): { readonly spent: readonly Spent[]; readonly ms: number } {
  return { spent: standing.map(({ cents }) => ({ at, cents })), ms: msBack(standing, 0) };
}

function msBack(standing: readonly Standing[], depth: number): number {
  const loops = Map.groupBy(standing, ({ rounds }) => rounds[depth]?.[0]);
  let sum = 0;
  for (const [loop, members] of loops) {
    if (loop === undefined) sum += members.reduce((total, { ms }) => total + ms, 0);
    else {
      const rounds = Map.groupBy(members, (each) => each.rounds[depth]?.[1]);
      sum += Math.max(...[...rounds.values()].map((round) => msBack(round, depth + 1)));
    }
  }
  return sum;
}
