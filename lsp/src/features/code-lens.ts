import { previewOf } from "@orchlang/compiler";
import { type Bounds, formatDuration, formatMoney, type PlanFile } from "@orchlang/plan";
import type { CodeLens } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { plansIn } from "./plans.ts";
import { scenariosIn } from "./scenarios.ts";

/** Above plans and goals what they come to at worst, and what can be done with them; above scenarios, to play them. */
export const codeLens: Feature = {
  capabilities: { codeLensProvider: { resolveProvider: false } },
  listen({ connection, workspace }) {
    connection.onCodeLens(({ textDocument: { uri } }): CodeLens[] => {
      const document = workspace.document(uri);
      if (document === undefined) return [];
      const lenses: CodeLens[] = [];
      const isQuick = document.text.length <= textMax;
      for (const { name, range } of plansIn(uri, workspace)) {
        const at = { start: range.start, end: range.start };
        const file = isQuick ? workspace.compiled(document.path).result.plan(name) : undefined;
        if (file !== undefined) {
          const title = worst(file);
          lenses.push({ range: at, command: { title, command: "orch.preview", arguments: [uri, name] } });
        }
        lenses.push({
          range: at,
          command: { title: "Preview", command: "orch.preview", arguments: [uri, name] },
        });
        lenses.push({ range: at, command: { title: "Run", command: "orch.run", arguments: [uri, name] } });
      }
      for (const { title, range } of scenariosIn(uri, workspace)) {
        const at = { start: range.start, end: range.start };
        const command = { title: "Play", command: "orch.playScenario", arguments: [uri, title] };
        lenses.push({ range: at, command });
        const watch = { title: "Watch", command: "orch.watchScenario", arguments: [uri, title] };
        lenses.push({ range: at, command: watch });
      }
      return lenses;
    });
  },
};

/** Larger texts take too long to be made into plan files with every change, in characters. */
const textMax = 200_000;

/** `cost ≤ $0.351 · 2 d 4 m · 2/2 rules proved`. */
function worst(file: PlanFile): string {
  const { bounds, rules } = previewOf(file);
  const binding = rules.filter(({ severity }) => severity === "blocking");
  const proved = binding.filter(({ verdict }) => verdict === "proved").length;
  const shown = binding.length === 0 ? [] : [`${proved}/${binding.length} rules proved`];
  return [costOf(bounds), timeOf(bounds), ...shown].join(" · ");
}

function costOf({ cost }: Bounds): string {
  return "value" in cost.worst ? `cost ≤ ${formatMoney(cost.worst.value)}` : "cost without bound";
}

function timeOf({ latency }: Bounds): string {
  return "value" in latency.worst ? formatDuration(latency.worst.value) : "time without bound";
}
