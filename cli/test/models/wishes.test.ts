import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, type Reply, says, used } from "@orchlang/models/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { workFolder } from "../orch.ts";

/* Wishes of people who build agents elsewhere: README.md has them thread by thread, and names the tests. */

const program = `module branch.wishes

import std.people { Approval }

type Turn = look { title: String } | order { title: String, copies: Int in 1..9 } | reply { text: String }

role librarian

llm decide(wish: String, seen: [String] size 0..6) -> Turn {
  prompt  "A reader wishes: \${wish} Until now: \${seen}"
  tokens  <= 4_000
  cost    <= $0.02
  latency <= 60s
}

tool look_up(title: String) -> { copies: Int in 0..999 } pure <= 5m { run module "./shelf.mjs#lookUp" }

human may_order(title: String, copies: Int) -> Approval { ask librarian  show "Order \${copies} of \${title}?" }

service order_copies(title: String, copies: Int in 1..9) idempotent <= 5m {
  cost <= $20 * copies
  run  module "./shelf.mjs#orderCopies"
}

plan serve(wish: String) -> String {
  step talk = for state from { seen: [], said: none } up to 6 until state.said is some {
    step turn = decide(wish, seen: state.seen.take(6))
    match turn {
      look {
        step book = look_up(turn.title)
        yield { seen: state.seen + ["\${turn.title}: \${book.copies}"], said: none }
      }
      order {
        when turn.copies > 3 {
          step may = may_order(turn.title, turn.copies) { timeout 30d }
          when not may.granted { fail "not approved" }
        }
        step ordered = order_copies(turn.title, turn.copies) { optional }
        yield { seen: state.seen + ["\${turn.title}: ordered"], said: none }
      }
      reply { yield { seen: state.seen, said: turn.text } }
    }
  } else when error == exhausted { yield { seen: error.last.seen, said: "I gave up." } }
  return talk.said ?? ""
}

plan shelve(titles: [String] size 1..20) -> [Int] {
  step counts = for title in titles {
    step book = look_up(title)
    yield book.copies
  }
  return counts
}
`;

const shelf = `import { appendFileSync } from "node:fs";
const write = (name, line) => appendFileSync(new URL(name, import.meta.url), line + "\\n");
export function lookUp({ title }) { write("looked", title); return { copies: 2 }; }
export function orderCopies({ title, copies }, { key }) { write("ordered", [title, copies, key].join(" ")); }
`;

async function libraryWith(rules: string, ...replies: readonly Reply[]) {
  const { url, asked } = await modelServer(...replies);
  const folder = workFolder();
  const providers = { local: { kind: "openai-compatible", url } };
  const small = { provider: "local", model: "m", rates: { input: "1", output: "2" } };
  writeFileSync(join(folder, "orch.json"), JSON.stringify({ models: { providers, models: { small } } }));
  writeFileSync(join(folder, "wishes.orch"), `${program}\n${rules}\n`);
  writeFileSync(join(folder, "shelf.mjs"), shelf);
  const lines = (name: string): readonly string[] =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").trimEnd().split("\n") : [];
  const command = (...args: readonly string[]) => inProcess([...args, "--format", "json"], { cwd: folder });
  const run = (wish = "Emma, please") =>
    command("run", "wishes.orch#serve", "--input", JSON.stringify({ wish }));
  return { asked, lines, command, run };
}

interface Result {
  readonly run: string;
  readonly status: string;
  readonly output?: unknown;
  readonly metadata: { readonly totalCost: readonly { readonly amount: string }[] };
}
const told = (stdout: string): Result => JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Result;

const turn = (value: object, tokens = used(100, 20)): Reply => says(JSON.stringify(value), { usage: tokens });
const look = { case: "look", title: "Emma" };
const order = (copies: number, title = "Emma") => ({ case: "order", title, copies });
const reply = turn({ case: "reply", text: "Done." });
const person = JSON.stringify({ id: "ann", roles: ["branch.wishes.librarian"], consents: [] });

test.each([
  ["$0.05999999", 2],
  ["$0.06", 3],
  ["$0.06000001", 3],
])(
  "a spending limit stops an agent to the last decimal, however many rounds it may take: %s",
  async (limit, questions) => {
    // A call without reported usage is charged at the declared $0.02.
    const { asked, run } = await libraryWith(`guardrail dear { cost <= ${limit} }`, turn(look, used(0, 0)));
    const { status, metadata } = told((await run()).stdout);
    expect(status).toBe("failed");
    expect(asked).toHaveLength(questions);
    expect(metadata.totalCost).toEqual([{ amount: String(questions * 0.02), currency: "USD" }]);
  },
);

test("what little an agent has spent counts against its limit, not what it might have", async () => {
  const { asked, run } = await libraryWith("guardrail dear { cost <= $0.021 }", turn(look));
  expect(told((await run()).stdout)).toMatchObject({
    output: "I gave up.",
    metadata: { totalCost: [{ amount: "0.00084" }] },
  });
  expect(asked).toHaveLength(6);
});

test("agents at once never pass the limit that they share, and the books have what was served", async () => {
  const drawn = fc.record({
    cents: fc.integer({ min: 1, max: 30 }),
    outputs: fc.array(fc.option(fc.integer({ min: 1, max: 1_500 })), { minLength: 1, maxLength: 9 }),
  });
  const stopped = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(drawn, async ({ cents, outputs }) => {
      const team = `plan team(wishes: [String] size 1..6) -> [String] {
  step said = for wish in wishes at once 3 { step one = serve(wish)  yield one } { optional up to 100% }
  return said
}
guardrail shared { cost <= $${(cents / 100).toFixed(2)} }`;
      let served = 0;
      let micros = 0;
      const { command } = await libraryWith(team, (response, asked) => {
        const output = outputs[served++ % outputs.length] ?? null;
        micros += output === null ? 20_000 : 100 + 2 * output;
        turn(look, output === null ? used(0, 0) : used(100, output))(response, asked);
      });
      const input = JSON.stringify({ wishes: ["a", "b", "c", "d", "e", "f"] });
      const { metadata } = told((await command("run", "wishes.orch#team", "--input", input)).stdout);
      const spent = Number(metadata.totalCost[0]?.amount ?? 0) * 1e6;
      expect(Math.round(spent)).toBe(micros);
      expect(micros).toBeLessThanOrEqual(cents * 10_000);
      stopped.add(served < 36);
    }),
    { numRuns: 6, examples: [[{ cents: 3, outputs: [null] }], [{ cents: 30, outputs: [1] }]] },
  );
  expect(stopped).toEqual(new Set([true, false]));
});

test("the limit of rounds varies within one run", async () => {
  const both = `plan both(wish: String, rounds: Int in 1..5) -> Int {
  step few  = for at from 0 up to 2 until at > 8 { step turn = decide(wish, seen: [])  yield at + 1 }
    else when error == exhausted { yield error.last }
  step many = for at from 0 up to rounds until at > 8 { step turn = decide(wish, seen: [])  yield at + 1 }
    else when error == exhausted { yield error.last }
  return few * 10 + many
}`;
  const { asked, command } = await libraryWith(both, turn(look));
  const input = JSON.stringify({ wish: "w", rounds: 4 });
  const { output } = told((await command("run", "wishes.orch#both", "--input", input)).stdout);
  expect([output, asked.length]).toEqual([24, 6]);
});

test("a rule looks at each call of a tool, whatever the model wants; the agent goes on", async () => {
  const rule =
    'policy decent { on order_copies  deny when args.title.lower.contains("secret") because "kept shut" }';
  const { lines, run } = await libraryWith(rule, turn(order(1, "The Secret")), turn(order(2)), reply);
  expect(told((await run()).stdout)).toMatchObject({ status: "completed", output: "Done." });
  expect(lines("ordered")).toEqual([expect.stringMatching(/^Emma 2 /u)]);
});

test("a rule stops a question before a token is spent", async () => {
  const rule =
    'policy kind_words { on decide  deny when args.wish.lower.contains("weapon") because "not here" }';
  const { asked, run } = await libraryWith(rule, reply);
  const refused = told((await run("A weapon, please")).stdout);
  expect(refused).toMatchObject({ status: "failed", metadata: { totalCost: [] } });
  expect(asked).toHaveLength(0);
  expect(told((await run()).stdout)).toMatchObject({ status: "completed" });
});

test("small orders pass by rule, and a person is asked for the rest", async () => {
  const { lines, run } = await libraryWith("", turn(order(3)), turn(order(4)), reply);
  const { code, stdout } = await run();
  expect([code, told(stdout).status]).toEqual([3, "waiting"]);
  expect(lines("ordered")).toEqual([expect.stringMatching(/^Emma 3 /u)]);
});

test("an approval, given in a later process, answers one call: nothing begins anew, and the next call asks again", async () => {
  const { asked, lines, command, run } = await libraryWith(
    "",
    turn(look),
    turn(order(5)),
    turn(order(6)),
    reply,
  );
  const { run: id } = told((await run()).stdout);
  expect([asked.length, lines("looked").length, lines("ordered").length]).toEqual([2, 1, 0]);
  const answer = (step: string) => command("answer", id, step, '{"granted":true}', "--user", person);
  expect((await command("runs")).stdout).toContain("waiting");
  expect((await answer("may[2]")).code).toBe(3);
  expect([asked.length, lines("looked").length]).toEqual([3, 1]);
  expect(lines("ordered")).toEqual([expect.stringMatching(/^Emma 5 /u)]);
  expect((await answer("may[2]")).code).not.toBe(0);
  expect(told((await answer("may[3]")).stdout)).toMatchObject({ status: "completed", output: "Done." });
  expect(lines("ordered")).toHaveLength(2);
  expect(asked).toHaveLength(4);
});

test("the same call in two rounds is two calls, each with its own key", async () => {
  const { lines, run } = await libraryWith("", turn(order(1)), turn(order(1)), reply);
  expect(told((await run()).stdout)).toMatchObject({ status: "completed" });
  const keys = lines("ordered").map((line) => line.split(" ").at(-1));
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(2);
});

test("a call is two events, a round one more, and a run a few", async () => {
  const { command } = await libraryWith("", reply);
  const input = JSON.stringify({ titles: Array.from({ length: 20 }, (_, at) => `book ${at}`) });
  const { stdout } = await command("run", "wishes.orch#shelve", "--input", input);
  const kinds = stdout
    .trimEnd()
    .split("\n")
    .flatMap((line) => (JSON.parse(line) as { readonly t?: string }).t ?? []);
  expect(told(stdout)).toMatchObject({ status: "completed" });
  const count = (kind: string): number => kinds.filter((each) => each === kind).length;
  expect([count("Began"), count("Ended")]).toEqual([20, 20]);
  expect(kinds.length).toBeLessThanOrEqual(3 * 20 + 5);
});
