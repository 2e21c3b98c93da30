import { expect, test } from "vitest";
import { explainNode, findNodes, nodesOf } from "../../src/explain/node.ts";
import { renderExplanation, renderNodeList } from "../../src/explain/render.ts";
import { campaignText, planOf, shapesText } from "../drawing/plans.ts";

const campaign = planOf(campaignText, "marketing.campaign.launch");
const shapes = planOf(shapesText, "shapes.move");

function explained(file: typeof campaign, name: string): string {
  const texts = findNodes(file, name).map(({ routine, node }) =>
    renderExplanation(explainNode(file, routine, node)),
  );
  return `\n${texts.join("\n\n")}\n`;
}

test("a step under a condition, with rules", () => {
  expect(explained(campaign, "job")).toMatchInlineSnapshot(`
    "
    job  calls schedule_campaign, a service  test.orch:40

      stands        in launch
                    only when review.granted
      waits for     draft: its value is used for \`draft\`
                    design: its value is used for \`design\`
                    list: its value is used for \`to\`
      waited for by return@1
      runs          on device, where the engine is; it may run anywhere
                    by a handler that the embedding program registers
      tries         a try: cost <= $0.0001 * to.size, time <= 10 s
                    repeated under one key, it takes effect once
                    undone by cancel_campaign if a later step fails
      takes         cost ≤ $0.20
                    time ≤ 10 s (unwinding ≤ 1 m 11 s, work ≤ 10 s)
                    it is on the critical path: a shorter step may shorten the whole plan
      rules         ● proved: guardrail reviewed_before_sending: approve_design granted before schedule_campaign
                        job runs only under review.granted, and after it
                        path: review completes → job begins
                    ◐ checked, as it begins, advisory: policy business_hours: warn when not args.at.hour in 8..18
                        warns at job, decided when it runs
                    ◐ checked, as it begins: scope "campaign.write"
                        the run's user is asked for consent before job
                    ● proved: schedule_campaign: clearance personal
                        to is personal, and it is cleared for personal data
                        assuming effect as declared: handlers have the effect that they declare, and
                        stop when they are asked to
    "
  `);
});

test("a step that is tried again and handed on", () => {
  expect(explained(shapes, "a")).toMatchInlineSnapshot(`
    "
    a  calls measure, a tool  test.orch:28

      stands        in move
                    in each round of \`done\`: for n in ns, up to 9, 3 at once
      waits for     nothing: it begins as soon as what it stands in does
      waited for by yield@1
      runs          on device, where the engine is; it may run anywhere
                    by a handler that the embedding program registers
      tries         a try: cost <= $0.10, time <= 1 s
                    2 tries, 1 s apart
                    changes nothing: what is lost is asked again
                    if it fails: guess
      takes         cost ≤ $0.20
                    time ≤ 5 s (work 4 s, timers 1 s)
      rules         none speaks of it
    "
  `);
});

test("what is held, by its name", () => {
  expect(explained(shapes, "van")).toMatchInlineSnapshot(`
    "
    with@1  holds vans as \`van\`, at most 30 m  test.orch:37

      stands        in move
      waits for     nothing: it begins as soon as what it stands in does
      waited for by wait@1, emit@1, return@1
      runs          on a member of vans (2 there are, edge, $1 per h): waiting 1 m at most
                    where none is free, of spare (1 there are, cloud, depot, $3 per h)
      takes         cost ≤ $3.50
                    time ≤ 6 m 10 s (people 5 m, queue 1 m, work 10 s)
      rules         ● proved, informational: with@1: how long it is held
                        what is done takes 5 m 10 s at most, and it is held for 30 m; held while a
                        person is waited for at asked
                        assuming declared bounds kept: no call uses or takes more than its capability
                        declares
                        and no redispatch: no call is lost with its worker or process and sent again
                        and process up: a process that has died is there again at once
    "
  `);
});

test("a race, a quorum, a wait, and the end", () => {
  expect(explained(shapes, "quick")).toMatchInlineSnapshot(`
    "
    quick  takes what ends first  test.orch:31

      stands        in move
      waits for     nothing: it begins as soon as what it stands in does
      waited for by why, wait@1, emit@1
      takes         cost ≤ $0.10
                    time ≤ 2 s (work)
      rules         none speaks of it
    "
  `);
  expect(explained(shapes, "sure")).toMatchInlineSnapshot(`
    "
    sure  asks 3, and takes what 2 agree on  test.orch:32

      stands        in move
      waits for     nothing: it begins as soon as what it stands in does
      waited for by many, wait@1, return@1
      runs          on device, where the engine is; it may run anywhere
                    by a handler that the embedding program registers
      takes         cost ≤ $0.10
                    time ≤ 2 s (work)
      rules         none speaks of it
    "
  `);
  expect(explained(shapes, "wait@1")).toMatchInlineSnapshot(`
    "
    wait@1  wait 5 m  test.orch:47

      stands        in move
      waits for     done, quick, sure, match@1, with@1: it stands above, and this takes effect after
                      everything above it
                    with@1: it may end the plan: this begins once it is clear that it does not
      waited for by emit@1, return@1
      takes         cost ≤ $0
                    time 5 m .. 5 m (timers)
                    it is on the critical path: a shorter step may shorten the whole plan
      rules         none speaks of it
    "
  `);
  expect(explained(shapes, "last")).toMatchInlineSnapshot(`
    "
    last  calls note, a service  test.orch:50

      stands        in move
                    in \`finally\`: after completion, failure or cancellation
      waits for     nothing: it begins as soon as what it stands in does
      runs          on device, where the engine is; it may run anywhere
                    by a handler that the embedding program registers
      tries         a try: time <= 1 s
                    repeated under one key, it takes effect once
                    nothing undoes it
                    optional: its failure is \`none\`, and the plan goes on
      takes         cost ≤ $0
                    time ≤ 1 s (work)
                    it is on the critical path: a shorter step may shorten the whole plan
      rules         ◐ checked, as it begins: scope "notes.write"
                        the run's user is asked for consent before few, many, why and last
    "
  `);
});

test("what stands on the other side", () => {
  const { within } = explainedNode("why");
  expect(within).toEqual(["while `van` is held, at most 30 m", "only when not asked"]);
  expect(explainedNode("many").within).toEqual(["only when kind is large | huge"]);
  expect(explainedNode("quick.1").within).toEqual(["in a race: of 2 branches of `quick`, the first to end"]);
});

function explainedNode(name: string) {
  const [found] = findNodes(shapes, name);
  if (found === undefined) throw new Error(`no ${name}`);
  return explainNode(shapes, found.routine, found.node);
}

test("every node of every form can be explained and is listed", () => {
  const list = renderNodeList(shapes);
  for (const { routine, node } of nodesOf(shapes)) {
    const { key, does, waits, waitedFor } = explainNode(shapes, routine, node);
    expect(key).toBe(`${routine.name}/${node.id}`);
    expect(does).not.toBe("");
    expect(waits.map((wait) => wait.node)).toEqual(node.needs.map((need) => need.node));
    for (const other of waitedFor) expect(findNodes(shapes, other).length).toBeGreaterThan(0);
    if (node.kind !== "join" && node.kind !== "yield") expect(list).toContain(node.id);
  }
});

test("a node is asked for by its name, with as much of the plan's as tells it apart", () => {
  expect(findNodes(campaign, "job")).toHaveLength(1);
  expect(findNodes(campaign, "launch/job")).toHaveLength(1);
  expect(findNodes(campaign, "marketing.campaign.launch/job")).toHaveLength(1);
  expect(findNodes(campaign, "other/job")).toHaveLength(0);
  expect(findNodes(campaign, "jo")).toHaveLength(0);
});

test("who is asked whether it has happened", () => {
  const text = (confirm: string) => `module m
service pay(n: Int) { effect once  latency <= 1s  irreversible because "paid"${confirm} }
service was_paid(n: Int) -> Done<Int> { effect pure  latency <= 1s }
plan p(n: Int) { step a = pay(n) }`;
  expect(explained(planOf(text("  confirm was_paid(n)"), "m.p"), "a")).toContain(
    "acts each time it is asked: where it may have happened, was_paid is asked first",
  );
  expect(explained(planOf(text(""), "m.p"), "a")).toContain("what may have happened is never asked again");
});

test("the paths that show why rules ended as they did", () => {
  const file = planOf(
    `module m
service open(n: Int) { effect idempotent  latency <= 2s }
service shut(n: Int) { effect idempotent  latency <= 2s }
tool look(n: Int) -> Bool { effect pure  latency <= 1s }
guardrail closed { every open followed by shut }
guardrail seen { look before shut }
guardrail seldom { at most 2 shut }
guardrail soon { latency <= 1m }
plan p(n: Int) {
  step a = open(n)
  step c = look(n) { after a  accept it }
  step b = shut(n) { after c  retry 1 }
}
`,
    "m.p",
  );
  const paths = Object.entries(file.about.paths ?? {}).map(([id, path]) => `${id}: ${path.join(" → ")}`);
  expect(paths).toEqual([
    "guardrail m.closed 0: a completes → c fails: the result of c may not be accepted → b does not complete",
    "guardrail m.seen 0: c completes → b begins",
    "guardrail m.seldom 0: b begins it twice",
    "guardrail m.soon 0: a → c → b",
  ]);
  expect(explained(file, "b").replace(/\s+/g, " ")).toContain("path: c completes → b begins");
});
