import { expect, test } from "vitest";
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
