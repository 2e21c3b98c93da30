import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { ending, orch, start, workFolder } from "../orch.ts";

/* `orch attack --server` against real servers: with doubles, and with handlers. */

const program = `module m
import std.people { Approval }
role boss
llm sort(letter: String @untrusted) -> { urgent: Bool, says: String } {
  role executor
  prompt "Sort \${letter}"
  tokens <= 2_000
  latency <= 1s
}
human may(about: String @untrusted) -> Approval { ask boss  show "Page \${about}?" }
service page(about: String @untrusted) { effect idempotent  latency <= 1s  run module "./h.mjs#page" }
service file(letter: String @untrusted, folder: String trusted) -> { id: String } {
  effect idempotent  scope "filing"  cost <= $1  latency <= 1s  run module "./h.mjs#file"
}
event mail(text: String @untrusted) { from box }
plan p(letter: String @untrusted, folder: String) {
  step sorted = sort(letter) { retry 1 }
  step filed  = file(letter, folder)
  when sorted.urgent {
    step ok = may(about: sorted.says) { timeout 1d }
    when ok.granted { step paged = page(about: sorted.says) }
  }
}
trigger mails { on event mail start p(letter: event.text, folder: "in") }
guardrail asked { may granted before page }
`;
/** Whatever calls it leaves a file. */
const handlers = `import { writeFileSync } from "node:fs";
writeFileSync(new URL("called", import.meta.url), "");
export const page = () => null;
export const file = () => ({ id: "1" });
`;
const settings = {
  sources: {
    hub: {
      kind: "github",
      secretVariable: "HUB",
      maps: [
        { where: { "/action": "opened" }, event: "mail", from: "box", fields: { text: "/issue/title" } },
      ],
    },
  },
};
const env = { HUB: "a secret of the hub" };
const models = {
  providers: { local: { kind: "openai-compatible", url: "http://127.0.0.1:9/v1" } },
  models: { small: { provider: "local", model: "m", rates: { input: "1", output: "2" } } },
};

interface Report {
  readonly target: string;
  readonly verdict: string;
  readonly attacks: readonly {
    readonly name: string;
    readonly runs: number;
    readonly ends: Readonly<Record<string, number>>;
    readonly failures: readonly { readonly why: string; readonly runs: number }[];
    readonly influences: readonly {
      readonly source: string;
      readonly effect: string;
      readonly param?: string;
    }[];
    readonly breaches: readonly { readonly property: string; readonly how: string }[];
  }[];
}

async function serving(text: string, ...options: readonly string[]) {
  const cwd = workFolder();
  writeFileSync(join(cwd, "m.orch"), text);
  writeFileSync(join(cwd, "h.mjs"), handlers);
  writeFileSync(join(cwd, "orch.json"), JSON.stringify({ models }));
  writeFileSync(join(cwd, "server.json"), JSON.stringify(settings));
  const child = start(["serve", "m.orch", "--port", "0", "--format", "json", ...options], { cwd, env });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (said: string) => {
    printed += said;
  });
  const ended = ending(child);
  await vi.waitFor(() => expect(printed).toContain("\n"), { timeout: 60_000 });
  const said = JSON.parse(printed) as { address: string; tokenFile: string; doubles?: true };
  const attack = (...more: readonly string[]) => {
    const at = ["--server", said.address, "--token-file", said.tokenFile, "--format", "json"];
    return orch(["attack", ...at, ...more], { cwd, env });
  };
  return { cwd, child, ended, said, attack };
}

const changes = ({ attacks }: Report): readonly string[] =>
  attacks
    .flatMap(({ influences }) => influences)
    .map(({ source, effect, param }) => [source, effect, param ?? "whether"].join(" "));

test("an installation with doubles is attacked through its API, and none of its handlers is called", async () => {
  const { cwd, said, attack } = await serving(program, "--doubles", "--settings", "server.json");
  expect(said).toMatchObject({ doubles: true, tokenFile: ".orch/doubles.db-admin-token" });
  const { code, stdout, stderr } = await attack("m.orch#p", "--runs", "4", "--settings", "server.json");
  expect(stderr).toBe("");
  const { surface, plans } = JSON.parse(stdout) as {
    readonly surface: readonly { readonly how: string; readonly wrong?: string }[];
    readonly plans: readonly Report[];
  };
  expect(surface.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
  const hows = surface.map(({ how }) => how);
  for (const how of [
    "a token that is altered by one character",
    "30 tokens are guessed",
    "a viewer makes itself an admin",
    "a body of 2 MiB",
    "hub: a webhook signed with another secret",
    "hub: a signed webhook that is sent again",
  ])
    expect(hows).toContain(how);
  const [report] = plans;
  if (report === undefined) throw new Error(stdout);
  expect(code).toBe(0);
  expect(report.verdict).toMatch(/^held/u);
  expect(report.attacks.map(({ name }) => name)).toEqual([
    ...["exhaustion", "injection", "hallucination", "cascades", "costs"],
  ]);
  for (const { name, runs } of report.attacks) expect([name, runs > 0]).toEqual([name, true]);
  // The journal of the installation shows what a simulation shows: data goes where it is declared to go, and no further.
  expect(changes(report)).toContain("letter m.file letter");
  expect(changes(report)).toContain("the word of sort m.may about");
  expect(changes(report).join()).not.toContain("m.file folder");
  const ends = report.attacks.flatMap((one) => Object.entries(one.ends));
  const count = (end: string) => ends.reduce((sum, [name, n]) => sum + (name === end ? n : 0), 0);
  expect(count("completed")).toBeGreaterThan(0);
  expect(count("failed")).toBeGreaterThan(0);
  // It has the consents that the program needs: a run that is denied them is hardly attacked.
  const failures = report.attacks.flatMap((one) => one.failures);
  expect(failures.reduce((sum, { runs }) => sum + runs, 0)).toBe(count("failed"));
  expect(failures.filter(({ why }) => why.includes("consent"))).toEqual([]);
  expect(existsSync(join(cwd, "called"))).toBe(false);
});

test("events that set off a trigger are attacks too", async () => {
  const { attack } = await serving(program, "--doubles");
  const { stdout } = await attack("m.orch#mails", "--runs", "2");
  const { plans } = JSON.parse(stdout) as { readonly plans: readonly Report[] };
  expect(plans[0]?.target).toBe("m.mails");
  expect(changes(plans[0] as Report)).toContain("mail.text m.file letter");
});

test("an effect that stands twice in the installation's own journal and doubles is a breach", async () => {
  const { attack } = await serving(
    `module m
service boil(n: Int) -> { warm: Bool } { effect idempotent  latency <= 400ms  run module "./h.mjs#page" }
service order(n: Int) -> { warm: Bool } { effect idempotent  latency <= 1s  undo send_back(n)  run module "./h.mjs#page" }
service send_back(n: Int) { effect idempotent  latency <= 1s  run module "./h.mjs#page" }
event mail(text: String) { from box }
plan p(n: Int) -> { warm: Bool } {
  step water = boil(n) { timeout 400ms } else order(n)
  return { warm: water.warm }
}
`,
    "--doubles",
  );
  const { code, stdout } = await attack("m.orch#p", "--runs", "5");
  const { plans } = JSON.parse(stdout) as { readonly plans: readonly Report[] };
  expect([code, plans[0]?.verdict]).toEqual([1, "broken"]);
  expect(plans[0]?.attacks[0]?.breaches).toMatchObject([
    { property: "twice", how: "boil is done, and reported too late" },
  ]);
});

test("a server with real handlers is refused, and so is one of another program", async () => {
  const { cwd, attack, said, child, ended } = await serving(program);
  const refused = await attack("m.orch#p");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("calls real handlers, so it is not attacked");
  expect(refused.stderr).toContain("orch serve --doubles");
  child.kill("SIGINT");
  await ended;
  expect(existsSync(join(cwd, "called"))).toBe(false);
  // Its journal stays one of handlers, whatever is asked for.
  const mixed = await orch(["serve", "m.orch", "--port", "0", "--doubles", "--store", ".orch/journal.db"], {
    cwd,
  });
  expect([mixed.code, mixed.stderr]).toEqual([2, expect.stringContaining("made with handlers")]);
  expect(said.doubles).toBeUndefined();

  const other = await serving(program, "--doubles");
  writeFileSync(join(other.cwd, "m.orch"), program.replace("retry 1", "retry 2"));
  const unlike = await other.attack("m.orch#p");
  expect([unlike.code, unlike.stderr]).toEqual([2, expect.stringContaining("`m.p` is another plan there")]);
});
