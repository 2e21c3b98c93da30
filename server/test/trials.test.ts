import { expect, test, vi } from "vitest";
import type { ProgramTrials } from "../src/index.ts";
import { compiled, type Started, started } from "./started.ts";

/* Scenarios, coverage and the search for a counterexample: for authors, in a thread of their own, one at a time. */

const base = "/api/orchestration";

const source = `module shop
service boil(litres: Int) -> { warm: Bool } { effect idempotent  latency <= 5m  run module "./h.mjs#take" }
service order_tea(litres: Int) -> { warm: Bool } {
  effect idempotent  latency <= 30m  undo send_back(litres)  run module "./h.mjs#take"
}
service send_back(litres: Int) { effect idempotent  latency <= 5m  run module "./h.mjs#take" }
plan tea(litres: Int) -> Bool {
  step water = boil(litres) { timeout 5m } else order_tea(litres)
  return water.warm
}
plan chain(litres: Int) -> Bool {
${Array.from({ length: 24 }, (_, at) => `  step s${at} = order_tea(litres + ${at}) { retry 3 }`).join("\n")}
  return s0.warm
}
event knock(litres: Int)
trigger guest { on event knock start tea(litres: event.litres) }
scenario "it is warm" for tea { given litres = 1  expect completed }
scenario "nothing is ordered" for tea {
  given litres = 1
  fault boil fails
  expect never order_tea
}
`;

function trialsIn({ result }: ReturnType<typeof compiled>): ProgramTrials {
  return {
    scenarios: result.scenarios.map((scenario, at) => ({
      ...{ scenario, kind: scenario.plays, file: scenario.file, line: at + 1, text: scenario.says },
      ...{ context: scenario.context, plan: scenario.plan },
      written: (clause) => ({ text: scenario.clauses[clause]?.kind ?? "", line: clause }),
    })),
    search: (entry) => {
      const context = result.context(entry);
      return context && { context, unreachable: result.unreachable(entry) };
    },
  };
}

/** A busy machine takes seconds to begin a thread. */
const patient = { timeout: 300_000 };

async function tearoom(): Promise<Started> {
  return await started({ source, trials: trialsIn(compiled(source)) });
}

/** Again, where the thread of another trial is not over yet. */
async function tried({ ask }: Started, path: string, body: object = {}) {
  return await vi.waitFor(async () => {
    const reply = await ask("author", "POST", `${base}/programs/${path}`, body);
    expect(reply.body.code).not.toBe("busy");
    return reply;
  }, patient);
}

test("scenarios are listed, and one is played: what it expected, and its run event by event", async () => {
  const server = await tearoom();
  const { body } = await server.ask("viewer", "GET", `${base}/programs/tea/scenarios`);
  expect(body.scenarios).toMatchObject([
    { number: 0, title: "it is warm", subject: "shop.tea", kind: "plan" },
    { number: 1, title: "nothing is ordered" },
  ]);
  const { status, body: played } = await tried(server, "tea/scenarios/1/play");
  expect([status, played.detail]).toEqual([200, undefined]);
  expect(played).toMatchObject({
    status: "failed",
    expectations: [{ status: "unmet", because: expect.stringContaining("began") }],
    story: { partial: false },
  });
  const { entries, changes, events } = played.story as Story;
  expect(entries.map(({ type, step }) => [type, step]).at(-1)).toEqual(["execution_completed", undefined]);
  expect(events).toBeGreaterThan(entries.length);
  const water = changes.flatMap(({ seq, states }) =>
    states.filter(({ id }) => id === "shop.tea/water").map(({ state }) => [seq, state.status] as const),
  );
  expect(water.map(([, is]) => is)).toContain("active");
  expect(water.at(-1)?.[1]).toBe("completed");
  expect(await tried(server, "tea/scenarios/7/play")).toMatchObject({ body: { code: "unknown_scenario" } });
});

interface Story {
  readonly events: number;
  readonly entries: readonly { readonly type: string; readonly step?: string }[];
  readonly changes: readonly {
    readonly seq: number;
    readonly states: readonly { readonly id: string; readonly state: { readonly status: string } }[];
  }[];
}

test("coverage is that of all scenarios together", async () => {
  const { status, body } = await tried(await tearoom(), "tea/coverage");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    scenarios: [{ status: "passed" }, { status: "failed" }],
    coverage: {
      steps: { all: 1, uncovered: [] },
      undos: { uncovered: [expect.stringContaining("tea/water")] },
    },
  });
});

test("a search finds a counterexample, and shows it as a scenario and event by event", async () => {
  const { status, body } = await tried(await tearoom(), "tea/verify", { faults: 1, seconds: 25 });
  expect([status, body.detail]).toEqual([200, undefined]);
  expect(body).toMatchObject({ verdict: "not safe", faults: 1 });
  const [found] = body.violations as readonly {
    says: string;
    scenario: string;
    faults: number;
    story: Story;
  }[];
  expect(found?.says).toContain("order_tea");
  expect(found?.scenario).toMatch(/^scenario .* for tea \{/u);
  expect(found?.faults).toBe(1);
  expect(found?.story.changes.length).toBeGreaterThan(2);
});

test("a request that is broken off ends its search; meanwhile others are answered, and no second one begins", async () => {
  const server = await tearoom();
  const headers = {
    authorization: `Bearer ${server.token({ role: "author" })}`,
    "content-type": "application/json",
  };
  const gone = new AbortController();
  const url = `${server.server.address}${base}/programs/chain/verify`;
  const body = JSON.stringify({ seconds: 25, faults: 3 });
  const insisting = async (): Promise<number> => {
    for (;;) {
      // 409: the other one was the first.
      const { status } = await fetch(url, { method: "POST", headers, body, signal: gone.signal });
      if (status !== 409) return status;
    }
  };
  const long = insisting().catch(() => "broken off");
  await vi.waitFor(async () => {
    const second = await server.ask("author", "POST", `${base}/programs/tea/coverage`);
    expect([second.status, second.body.code]).toEqual([409, "busy"]);
  }, patient);
  expect((await server.ask("viewer", "GET", `${base}/runs`)).status).toBe(200);
  gone.abort();
  expect(await long).toBe("broken off");
  expect((await tried(server, "tea/coverage")).status).toBe(200);
});

test("only authors who see the whole program try it; a program that is only compiled is not tried", async () => {
  const { server, token } = await tearoom();
  const authorization = `Bearer ${token({ role: "author", plans: ["shop.tea"] })}`;
  const reply = await server.app.inject({
    method: "POST",
    url: `${base}/programs/tea/verify`,
    headers: { authorization },
    payload: {},
  });
  expect([reply.statusCode, reply.json().code]).toEqual([403, "plans"]);
  const compiledOnly = await started();
  const refused = await compiledOnly.ask("author", "POST", `${base}/programs/quick/coverage`);
  expect([refused.status, refused.body.code]).toEqual([404, "no_text"]);
});
