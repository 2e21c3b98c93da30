import { expect, test, vi } from "vitest";
import { type Started, started } from "./started.ts";

/* Plans and runs as graphs, progress, and what is still to come. */

const base = "/api/orchestration";

interface Node {
  readonly id: string;
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly source?: { readonly file: string; readonly line: number };
  readonly state?: Record<string, unknown>;
}

interface Graph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
  readonly groups: readonly { readonly id: string; readonly kind: string }[];
}

async function graph({ ask }: Started, path: string): Promise<Graph> {
  const { status, body } = await ask("viewer", "GET", `${base}${path}`);
  expect([path, status, body.detail]).toEqual([path, 200, undefined]);
  return body as unknown as Graph;
}

test("a plan's graph has its steps, their places, sources, loops, called plans, handlers and undos", async () => {
  const server = await started();
  const { nodes, edges, groups, width, height } = await graph(server, "/workflows/order_all/graph");
  const ids = nodes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(
    expect.arrayContaining(["shop.order_all/taken", "shop.order_all/taken#undo", "shop.pack/packed"].slice()),
  );
  for (const { x, y, width: w, height: h } of nodes) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x + w).toBeLessThanOrEqual(width);
    expect(y + h).toBeLessThanOrEqual(height + 30);
  }
  expect(nodes.find(({ id }) => id === "shop.order_all/taken")?.source).toMatchObject({ file: "shop.orch" });
  for (const { from, to } of edges) {
    expect(ids).toContain(from);
    expect(ids).toContain(to);
  }
  const kinds = new Set(edges.map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(["order", "data", "failure", "compensation"]));
  expect(groups.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["loop", "plan"]));
});

test("the states of a run's graph alone are those of the graph, now and after every event", async () => {
  const server = await started();
  const start = { workflow_name: "order_all", input: { id: "1" } };
  const { body: begun } = await server.ask("operator", "POST", `${base}/workflow/execute`, start, "states");
  const run = String(begun.run);
  await vi.waitFor(async () => {
    const { body } = await server.ask("viewer", "GET", `${base}/runs/${run}`);
    expect(body.status).not.toBe("running");
  });
  const { body: now } = await server.ask("viewer", "GET", `${base}/runs/${run}/graph/states`);
  const last = Number(now.at);
  expect(last).toBeGreaterThan(2);
  for (let at = 0; at <= last; at++) {
    const { nodes } = await graph(server, `/runs/${run}/graph?at=${at}`);
    const { status, body } = await server.ask("viewer", "GET", `${base}/runs/${run}/graph/states?at=${at}`);
    const states = body.states as readonly { readonly id: string }[];
    const drawn = nodes.flatMap(({ id, state }) => (state === undefined ? [] : [{ id, state }]));
    expect([at, status, states.toSorted((a, b) => a.id.localeCompare(b.id))]).toEqual([
      at,
      200,
      drawn.toSorted((a, b) => a.id.localeCompare(b.id)),
    ]);
  }
});
