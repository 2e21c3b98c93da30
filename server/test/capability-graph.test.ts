import { expect, test } from "vitest";
import { type Started, started } from "./started.ts";

/* The dependencies in a house, and those that are lacking at the moment. */

const base = "/api/orchestration";

const house = `module house
role owner
type Room = hall | attic
type Screen { id: String }
resource projectors: Screen { at device  overflow televisions  members [{ id: "p1" }] }
resource televisions: Screen x 1 { at device }
signal heat(room: Room): Temperature { from sensors }
flag warm(room: Room) = heat(room) > 20C
tool light_up(room: String) { effect idempotent  latency <= 5s  undo dark(room)  run http post "https://lamps.example:8443/on" }
tool dark(room: String) idempotent <= 5s { run http post "https://lamps.example:8443/off" }
tool play(film: String) { effect idempotent  latency <= 5s  touches Film by film  run module "./h.mjs#note" }
tool look() { effect pure  latency <= 5s  scope "camera.door"  run mcp "camera#door" }
human may(film: String) -> { granted: Bool } { ask owner  show "\${film}?" }
policy not_in_the_cold { on play deny when not (warm(hall) ?? false) }
plan film(title: String) {
  step ok = may(title) { timeout 1h }
  when ok.granted {
    step lit = light_up("hall")
    step shown = play(title) using projectors { after lit }
  }
}
plan party() { with screen = televisions for 1h { step lit = light_up("hall") } }
plan door() { step seen = look() }
`;

interface Graph {
  readonly nodes: readonly {
    readonly id: string;
    readonly state?: string;
    readonly text?: string;
    readonly asked?: number;
    readonly lacks: readonly string[];
  }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
}

async function graph({ ask }: Started, query = ""): Promise<Graph> {
  const { status, body } = await ask("viewer", "GET", `${base}/capabilities/graph${query}`);
  expect([status, body.detail]).toEqual([200, undefined]);
  return body as unknown as Graph;
}

const idsOf = ({ nodes }: Graph): readonly string[] => nodes.map(({ id }) => id).toSorted();

const nodeIn = ({ nodes }: Graph, id: string) => nodes.find((node) => node.id === id);

test("the graph has what each capability needs, by way of its steps, its clauses and its policies", async () => {
  const { edges } = await graph(await started({ source: house }));
  const lines = edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`).toSorted();
  expect(lines).toEqual(
    [
      "capability house.light_up reaches address lamps.example:8443",
      "capability house.light_up undone by capability house.dark",
      "capability house.dark reaches address lamps.example:8443",
      "capability house.look needs consent camera.door",
      "capability house.look reaches address camera",
      "capability house.may asks role house.owner",
      "capability house.play reads flag house.warm(hall)",
      "capability house.play touches record Film",
      "capability house.play uses pool house.projectors",
      "flag house.warm(hall) reads signal house.heat(hall)",
      "pool house.projectors has member house.projectors[p1]",
      "pool house.projectors overflows into pool house.televisions",
      "pool house.televisions has member house.televisions[televisions[1]]",
      "workflow house.door calls capability house.look",
      "workflow house.film calls capability house.light_up",
      "workflow house.film calls capability house.may",
      "workflow house.film calls capability house.play",
      "workflow house.party calls capability house.light_up",
      "workflow house.party uses pool house.televisions",
    ].toSorted(),
  );
});

test("it tells what is lacking now, and follows what is heard", async () => {
  const server = await started({ source: house });
  const hear = async (line: object) =>
    expect(
      await server.ask("operator", "POST", `${base}/events/ingest`, line, JSON.stringify(line)),
    ).toMatchObject({
      status: 202,
    });
  const before = await graph(server);
  const unknown = ["flag house.warm(hall)", "signal house.heat(hall)"];
  expect(nodeIn(before, "capability house.play")?.lacks).toEqual(unknown);
  expect(nodeIn(before, "workflow house.film")?.lacks).toEqual(unknown);
  expect(nodeIn(before, "workflow house.door")?.lacks).toEqual([]);

  await hear({ reading: "sensors(hall)", value: "21C" });
  await hear({ member: "p1", pool: "house.projectors", health: "lost" });
  const warm = await graph(server);
  expect(nodeIn(warm, "signal house.heat(hall)")).toMatchObject({ state: "known", text: "21C" });
  expect(nodeIn(warm, "member house.projectors[p1]")?.state).toBe("lost");
  // A television serves for the projector.
  expect(nodeIn(warm, "pool house.projectors")?.state).toBe("ready");
  expect(nodeIn(warm, "workflow house.film")?.lacks).toEqual([]);

  await hear({ member: "televisions[1]", pool: "house.televisions", health: "maintenance" });
  const none = await graph(server);
  expect(nodeIn(none, "workflow house.film")?.lacks).toEqual(["pool house.projectors"]);

  const request = { workflow_name: "film", input: { title: "Metropolis" } };
  const { status } = await server.ask("operator", "POST", `${base}/workflow/execute`, request, "k");
  expect(status).toBe(202);
  await expect.poll(async () => nodeIn(await graph(server), "role house.owner")?.asked).toBe(1);
});

test("it is asked about one node: what that needs, and what needs it", async () => {
  const server = await started({ source: house });
  expect(idsOf(await graph(server, "?of=televisions&direction=needed_by"))).toEqual([
    "capability house.play",
    "pool house.projectors",
    "pool house.televisions",
    "workflow house.film",
    "workflow house.party",
  ]);
  const { nodes, edges } = await graph(server, "?of=capability%20house.look&direction=needs");
  expect(nodes.map(({ id }) => id)).toEqual([
    "capability house.look",
    "consent camera.door",
    "address camera",
  ]);
  expect(edges).toHaveLength(2);
  expect(idsOf(await graph(server, "?of=dark"))).toEqual([
    "address lamps.example:8443",
    "capability house.dark",
    "capability house.light_up",
    "workflow house.film",
    "workflow house.party",
  ]);
  const { status, body } = await server.ask("viewer", "GET", `${base}/capabilities/graph?of=cellar`);
  expect([status, body.code]).toEqual([404, "unknown_node"]);
});

test("a token of some plans sees what these reach, and nothing else", async () => {
  const { server, token } = await started({ source: house });
  const headers = { authorization: `Bearer ${token({ plans: ["house.door"] })}` };
  const reply = await server.app.inject({ url: `${base}/capabilities/graph`, headers });
  expect(idsOf(JSON.parse(reply.body))).toEqual([
    "address camera",
    "capability house.look",
    "consent camera.door",
    "workflow house.door",
  ]);
});
