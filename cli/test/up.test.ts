import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { orch } from "./in-process.ts";
import { doorHeaders, ending, start, workFolder } from "./orch.ts";

const news = `{"reading": "sensor.hall", "value": true}
{"event": "knock", "fields": {"door": "front"}, "id": "k1"}
{"event": "knock", "fields": {"door": "front"}, "id": "k2"}
no json
{"reading": "sensor.attic", "value": 3}
{"event": "knock", "fields": {"gate": "front"}}
`;

function folder(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "news.ndjson"), news);
  return cwd;
}

describe("orch up", () => {
  test("arms the triggers, reads the news, follows what it starts, and ends when all is done", async () => {
    const cwd = folder();
    const { code, stdout, stderr } = await orch(["up", "house.orch", "--ingest", "news.ndjson", "--drain"], {
      cwd,
    });
    expect(code).toBe(0);
    const lines = stdout
      .replaceAll(/\d\d:\d\d:\d\d/g, "…")
      .replaceAll(/run [0-9A-Z]{16}/g, "run R")
      .split("\n");
    expect(lines.toSorted().join("\n")).toBe(`
… knock happened: door front
… occupied: true
… ▸ somebody_comes starts lit as run R
… ▸ somebody_knocks starts tell as run R
… ▸ was_lit starts tell as run R
… ✓ run R completed
… ✓ run R completed
… ✓ run R completed`);
    expect(stderr).toContain("armed somebody_comes → lit");
    expect(stderr).toMatch(/news\.ndjson:4: it is not JSON/);
    expect(stderr).toContain("news.ndjson:5: No signal is read from sensor.attic.");
    expect(stderr).toContain("news.ndjson:6: This is no house.knock.");
    expect(stderr).toContain("news.ndjson: 3 taken, 3 refused");
    expect(stderr).toContain("1 of knock left out: the same was reported recently");
    const runs = await orch(["runs", "--format", "json"], { cwd });
    expect(runs.stdout.trim().split("\n")).toHaveLength(3);
  });

  test("of a storm each source is heard in its order, what is too much is said once, and all of it is counted", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "orch.json"), JSON.stringify({ sources: { wifi: { perSecond: 5 } } }));
    const lines = Array.from({ length: 1_001 }, (_, n) =>
      JSON.stringify({ reading: "sensor.hall", value: n % 2 === 0 }),
    );
    const wifi = Array.from({ length: 400 }, () => '{"reading": "wifi", "value": ["ada"]}');
    writeFileSync(join(cwd, "storm.ndjson"), [...lines, ...wifi].join("\n"));
    const { stderr } = await orch(["up", "house.orch", "--ingest", "storm.ndjson", "--drain"], { cwd });
    const [, taken, refused] = /storm\.ndjson: (\d+) taken, (\d+) refused/.exec(stderr) ?? [];
    expect(Number(taken) + Number(refused)).toBe(1_401);
    expect(Number(refused)).toBeGreaterThan(300);
    // A second may begin meanwhile, and then another five are taken.
    expect(stderr.split("\n").filter((line) => line.includes("sends more than 5")).length).toBeLessThan(20);
    expect(stderr).toMatch(/storm\.ndjson:1401: … the same for \d+ more/);
    expect(stderr).toContain(`${refused} refused: it came too often`);
    const { stdout } = await orch(["context", "motion", "--format", "json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ value: true });
  });

  test("a registry says what there is; what can't be read of it is told", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "good.json"), '{"pools": {"lamps": {"beats": "1h", "members": ["l1"]}}}');
    writeFileSync(join(cwd, "half.json"), '{"pools": {"lamps": {"members": ["l');
    const args = ["up", "house.orch", "--registry", "good.json", "--registry", "half.json"];
    const { code, stdout, stderr } = await orch([...args, "--ingest", "news.ndjson", "--drain"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("l1 is ready");
    expect(stderr).toContain("good.json: No resource of the program is called lamps (it has none)");
    expect(stderr).toContain("half.json: The registry half.json can't be read");
    expect(stderr).toContain("3 refused: it does not have the declared form");
  });

  test("told again after a restart it starts nothing anew", async () => {
    const cwd = folder();
    const args = ["up", "house.orch", "--ingest", "news.ndjson", "--drain", "--format", "json"];
    await orch(args, { cwd });
    const again = await orch(args, { cwd });
    expect(again.code).toBe(0);
    const started = again.stdout.split("\n").filter((line) => line.includes('"t":"Fired"'));
    expect(started).toEqual([]);
  });

  test("takes news, requests and answers by HTTP, from programs of this machine alone", async () => {
    const cwd = folder();
    const child = start(["up", "house.orch", "--format", "json"], { cwd });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    const ended = ending(child);
    let told = "";
    child.stdout?.on("data", (text: string) => {
      told += text;
    });
    await vi.waitFor(() => expect(told).toContain('"type":"up"'), { timeout: 20_000 });
    const { address } = JSON.parse(told.split("\n").find((line) => line.includes('"type":"up"')) ?? "") as {
      readonly address: string;
    };
    const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
      const sent = { ...doorHeaders(cwd), ...headers };
      const response = await fetch(`${address}${path}`, { method: "POST", body, headers: sent });
      return [response.status, await response.json()] as const;
    };
    expect(await post("/ingest", '{"reading": "wifi", "value": ["ada"]}')).toEqual([
      202,
      { taken: 1, refused: [] },
    ]);
    expect(
      await post("/ingest", '{"event": "knock", "fields": {"door": "back"}}\n{"event": "x"}\n'),
    ).toMatchObject([207, { taken: 1, refused: [{ index: 1, why: "unknown" }] }]);
    const once = { "idempotency-key": "one" };
    expect((await post("/requests/house/light", "", once))[0]).toBe(202);
    expect((await post("/requests/house/light", "", once))[0]).toBe(202);
    expect((await post("/requests/house/dark", ""))[0]).toBe(404);
    expect((await post("/ingest", "{}", { origin: "https://example.com" }))[0]).toBe(403);
    expect((await post("/answers", '{"run": "X", "step": "a", "value": 1}'))[0]).toBe(422);
    expect((await fetch(`${address}/ingest`, { headers: doorHeaders(cwd) })).status).toBe(405);
    expect((await fetch(`${address}/`, { headers: doorHeaders(cwd) })).status).toBe(404);
    await vi.waitFor(
      async () => {
        const status = (await (await fetch(`${address}/status`, { headers: doorHeaders(cwd) })).json()) as {
          readonly triggers: readonly { readonly name: string; readonly fired: number }[];
          readonly signals: readonly { readonly name: string; readonly value?: unknown }[];
        };
        expect(status.triggers.map(({ name, fired }) => `${name} ${fired}`)).toEqual([
          "house.somebody_comes 0",
          "house.somebody_knocks 1",
          "house.was_lit 1",
          "house.asked 1",
        ]);
        expect(status.signals).toMatchObject([
          { name: "house.motion" },
          { name: "house.who", value: "‹personal›" },
        ]);
      },
      { timeout: 20_000 },
    );
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
  });

  test("says who is asked what and how that is answered, and takes the answer as news", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "door.orch"),
      `module door
role keeper
event knock(who: String)
human opens(who: String) -> { granted: Bool } { ask keeper  show "Let \${who} in?" }
plan answer(who: String) { step go = opens(who) { timeout 1h } }
trigger knocks { on event knock  start answer(who: event.who) }
`,
    );
    const child = start(["up", "door.orch", "--ingest", "-", "--drain"], { cwd, stdin: "pipe" });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    const ended = ending(child);
    let told = "";
    child.stdout?.on("data", (text: string) => {
      told += text;
    });
    child.stdin?.write('{"event": "knock", "fields": {"who": "Ada"}}\n');
    const way = /\/answers -H @\S+ -d '(\{.*\})'/;
    await vi.waitFor(() => expect(told).toMatch(way), { timeout: 20_000 });
    expect(told).toContain("? go asks keeper: Let Ada in?");
    const asked = way.exec(told)?.[1] ?? "";
    const { run, step, value } = JSON.parse(asked) as { readonly run: string; step: string; value: unknown };
    child.stdin?.end(`${JSON.stringify({ answer: run, step, value })}\n`);
    expect((await ended).code).toBe(0);
    expect(told).toContain(`✓ run ${run} completed`);
  });

  test("plays a recorded day in its own time", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "tea.orch"),
      `module tea
event put_on(n: Int)
signal warm: Bool { from kettle }
service pour(text: String = "tea") { effect idempotent  latency <= 1m  run module "./house.ts#say" }
plan brew(n: Int) { 
  wait 3h
  step done = pour()
}
trigger kettle { on event put_on  start brew(n: event.n) }
trigger late { on schedule "0 22 * * *" in "UTC"  start brew(n: 1) }
`.replace("pour() {", 'pour(text: String = "tea") {'),
    );
    const day = [
      { reading: "kettle", at: "2026-01-01T18:00:00Z", value: false },
      { event: "put_on", at: "2026-01-01T20:30:00Z", fields: { n: 1 } },
      { reading: "kettle", at: "2026-01-01T21:00:00Z", value: true },
    ];
    writeFileSync(join(cwd, "day.ndjson"), day.map((news) => JSON.stringify(news)).join("\n"));
    const args = ["up", "tea.orch", "--ingest", "day.ndjson", "--speed", "max", "--drain"];
    const { code, stdout } = await orch([...args, "--format", "json"], { cwd });
    expect(code).toBe(0);
    const events = stdout
      .trim()
      .split("\n")
      .flatMap((line) => {
        const { event } = JSON.parse(line) as { event?: { t: string; at: number; trigger?: string } };
        return event?.t === "Fired"
          ? [`${new Date(event.at).toISOString().slice(0, 16)} ${event.trigger}`]
          : [];
      });
    // The tea takes three hours, and while it does ten o'clock comes as well.
    expect(events).toEqual(["2026-01-01T20:30 tea.kettle", "2026-01-01T22:00 tea.late"]);
    const wrong = await orch(["up", "tea.orch", "--speed", "0"], { cwd });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("--speed takes")]);
  });

  test("says what runs tell of, nothing personal, and when a new day begins", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "van.orch"),
      `module van
event plugged(van: String)
event full(van: String, driver: String @personal) { category fleet }
service load(text: String) { effect idempotent  latency <= 1m  run module "./house.ts#say" }
plan charge(van: String) {
  wait 30h
  step done = load(text: van)
  emit full(van, driver: "Ada")
}
trigger plug { on event plugged  start charge(van: event.van) }
`,
    );
    const day = [
      { event: "plugged", at: "2026-01-01T12:00:00Z", fields: { van: "anna" } },
      { event: "plugged", at: "2026-01-03T12:00:00Z", fields: { van: "carl" } },
    ];
    writeFileSync(join(cwd, "day.ndjson"), day.map((news) => JSON.stringify(news)).join("\n"));
    const args = ["up", "van.orch", "--ingest", "day.ndjson", "--speed", "max"];
    const { stdout } = await orch([...args, "--drain"], { cwd });
    const lines = stdout.replaceAll(/\d\d:\d\d:\d\d/g, "…").replaceAll(/run [0-9A-Z]{16}/g, "run R");
    expect(lines).toContain(`… plugged happened: van anna
… ▸ plug starts charge as run R
—— 2026-01-02
… full happened: van anna, driver ‹personal›; emitted by run R
… ✓ run R completed
—— 2026-01-03
… plugged happened: van carl`);
    const other = ["--store", join(cwd, "other.db"), "--category", "fleet", "--drain"];
    const fleet = await orch([...args, ...other], { cwd });
    expect(fleet.stdout).toContain("full happened");
    expect(fleet.stdout).not.toContain("plugged happened");
  });

  test("nothing of a recorded day comes late because nothing is heard for hours", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "clock.orch"),
      `module clock
signal warm: Bool { from kettle  fresh 90m }
flag cosy = warm
service ring(text: String) { effect idempotent  latency <= 1m  run module "./house.ts#say" }
plan strike(text: String) { step done = ring(text) }
trigger hours { on every 1h  start strike(text: "an hour")  missed all }
trigger noon  { on schedule "30 2 * * *" in "Europe/Vienna"  start strike(text: "half past two") }
`,
    );
    // On the 29th the clocks go from two to three.
    const day = ["2026-03-28T20:00:00Z", "2026-03-29T06:30:00Z"].map((at) =>
      JSON.stringify({ reading: "kettle", at, value: true }),
    );
    writeFileSync(join(cwd, "day.ndjson"), day.join("\n"));
    const args = [
      "up",
      "clock.orch",
      "--ingest",
      "day.ndjson",
      "--speed",
      "max",
      "--drain",
      "--format",
      "json",
    ];
    const { code, stdout } = await orch(args, { cwd });
    expect(code).toBe(0);
    const events = stdout
      .trim()
      .split("\n")
      .flatMap((line) => {
        const { event } = JSON.parse(line) as { event?: { t: string; at: number; trigger?: string } };
        return event?.t === "Fired" || event?.t === "Faded"
          ? [`${new Date(event.at).toISOString().slice(11, 16)} ${event.trigger ?? "faded"}`]
          : [];
      });
    const hours = [21, 22, 23, 0, 1, 2, 3, 4, 5, 6].map(
      (hour) => `${String(hour).padStart(2, "0")}:00 clock.hours`,
    );
    expect(events.filter((line) => line.endsWith("hours"))).toEqual(hours);
    expect(events.filter((line) => !line.endsWith("hours"))).toEqual(["21:30 faded", "01:00 clock.noon"]);
  });

  test("a program without triggers, a file that is not there", async () => {
    const cwd = folder();
    const none = await orch(["up", "greet.orch"], { cwd });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("no trigger")]);
    const missing = await orch(["up", "house.orch", "--ingest", "gone.ndjson"], { cwd });
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("gone.ndjson")]);
  });
});

describe("orch triggers", () => {
  test("what starts what, and what leads to what", async () => {
    const { code, stdout } = await orch(["triggers", "house.orch"], { cwd: folder() });
    expect(code).toBe(0);
    expect(stdout).toBe(`trigger          fired by               starts  overlap  next
somebody_comes   change occupied        lit     skip
somebody_knocks  event knock            tell    allow
was_lit          completed lit          tell    allow
asked            request "house/light"  lit     allow
somebody_comes may fire was_lit
asked may fire was_lit
`);
  });

  test("what sets each off, when it does not count, and whose runs overlap; of a family once what it leads to", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "beds.orch"),
      `module beds
type Bed = roses | herbs
signal soil(bed: Bed): Ratio { from probe }
flag dry(bed: Bed) = soil(bed) < 30%
event leak(bed: Bed, rate: Float) { from meter }
service ring(bed: Bed) { effect idempotent  latency <= 1m  run module "./house.ts#say" }
plan water(bed: Bed) { step done = ring(bed) }
trigger thirsty for bed in Bed { on change dry(bed) for 10m  start water(bed)  throttle 3 per 1h  overlap skip by bed }
trigger leaks { on event leak where event.rate > 2.5  when not dry(roses)  debounce 30s by event.bed  start water(bed: event.bed)  overlap queue by event.bed up to 5 }
trigger again { on completed water  when dry(herbs)  start water(bed: herbs) }
`,
    );
    const { code, stdout } = await orch(["triggers", "beds.orch"], { cwd });
    expect(code).toBe(0);
    expect(
      stdout,
    ).toBe(`trigger         fired by                           only                        starts  overlap                     next
thirsty(roses)  change dry(roses) for 10 m         throttle 3 per 1 h          water   skip
thirsty(herbs)  change dry(herbs) for 10 m         throttle 3 per 1 h          water   skip
leaks           event leak where event.rate > 2.5  when not dry(roses)         water   queue by event.bed up to 5
                                                   debounce 30 s by event.bed
again           completed water                    when dry(herbs)             water   allow
thirsty may fire again
leaks may fire again
again may fire again
cycle: again → again
`);
  });

  test("what each is given of what happens, and what nobody uses", async () => {
    const cwd = folder();
    const { code, stdout } = await orch(["triggers", "house.orch", "--data"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe(`consumer                 receives  uses  ignores
trigger somebody_knocks  knock     door
nobody reads \`who (personal)\`
67% of received fields are used
`);
  });

  test("what is true is told of the journal, since when and why", async () => {
    const cwd = folder();
    await orch(["up", "house.orch", "--ingest", "news.ndjson", "--drain"], { cwd });
    const { code, stdout } = await orch(["context", "occupied"], { cwd });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^occupied +true +100% +since .* motion true\n$/),
    ]);
    const all = await orch(["context", "--format", "json"], { cwd });
    const names = all.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).name);
    expect(names).toEqual(["house.motion", "house.who", "house.occupied"]);
    expect((await orch(["context", "nothing"], { cwd })).code).toBe(2);
  });

  test("triggers that go in a circle are told", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "circle.orch"),
      `module circle
event tick(n: Int)
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) {
  step a = ring(n)
  emit tick(n: n)
}
plan q(n: Int) { step a = ring(n) }
trigger a { on event tick where event.n < 3  start q(n: 1) }
trigger b { on completed q  start p(n: 1) }
`,
    );
    const { stdout } = await orch(["triggers", "circle.orch"], { cwd });
    expect(stdout).toContain("cycle: a → b → a");
    const json = await orch(["triggers", "circle.orch", "--format", "json"], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({
      circles: [["circle.a", "circle.b", "circle.a"]],
      triggers: [{ leadsTo: ["circle.b"] }, { leadsTo: ["circle.a"] }],
    });
  });

  test("triggers that never fire are told", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "silent.orch"),
      `module silent
event tick(n: Int)
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
trigger a { on event tick  start p(n: event.n) }
`,
    );
    const said = "`a` listens to `tick`, which nothing emits and which has no `from`.";
    const { code, stdout } = await orch(["triggers", "silent.orch"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(`\n${said}\n`);
    const json = await orch(["triggers", "silent.orch", "--format", "json"], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({ circles: [], neverFires: [said] });
  });
});
