import { readFileSync } from "node:fs";
import { RemoteWorkers } from "@orchlang/runtime/remote";
import { expect, test } from "vitest";
import { started } from "./started.ts";

/* The Grafana dashboard asks for metrics and labels that there are, and for every metric that is about orch. */

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const file = new URL("../../docs/grafana.json", import.meta.url);

test("each query of the dashboard names metrics of the server, with labels that they have", async () => {
  const remote = new RemoteWorkers({ pools: ["tills"], leaseMs: 600_000 });
  const { server, token } = await started({ remote });
  const headers = { authorization: `Bearer ${token({ role: "viewer" })}` };
  const { body } = await server.app.inject({ url: "/metrics", headers });
  const kinds = new Map(
    [...body.matchAll(/^# TYPE (\w+) (\w+)$/gmu)].map(([, name = "", kind = ""]) => [name, kind]),
  );
  const { panels } = JSON.parse(readFileSync(file, "utf8")) as Dashboard;
  const asked = new Set<string>();
  for (const { title, targets } of panels)
    for (const { expr, legendFormat } of targets) {
      for (const [name] of expr.matchAll(/\borch_\w+/gu)) {
        const plain = kinds.has(name) ? name : name.replace(/_(?:bucket|count|sum)$/u, "");
        expect([title, plain, kinds.has(plain)]).toEqual([title, plain, true]);
        if (plain !== name) expect([title, kinds.get(plain)]).toEqual([title, "histogram"]);
        asked.add(plain);
      }
      const kept = /by \((?<names>[^)]*)\)/u.exec(expr)?.groups?.names?.split(", ");
      for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/gu))
        if (kept !== undefined) expect([title, kept.includes(label)]).toEqual([title, true]);
    }
  const own = [...kinds.keys()].filter((name) => !name.startsWith("orch_process_"));
  const unused = own.filter((name) => !asked.has(name));
  expect(unused).toEqual(["orch_runs_needing_attention", "orch_live_frames"]);
});
