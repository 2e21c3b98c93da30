import type { Bounds, PlanFile } from "@orchlang/plan";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import { previewOf } from "@orchlang/presentation";
import type { CodeLens } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import type { Workspace } from "../workspace.ts";
import { plansIn } from "./plans.ts";
import { scenariosIn, verdictKey } from "./scenarios.ts";

/** Above plans and goals what they come to at worst, and what can be done with them; above scenarios, to play them. */
export const codeLens: Feature = {
  capabilities: { codeLensProvider: { resolveProvider: true } },
  listen({ connection, workspace }) {
    connection.onCodeLens(({ textDocument: { uri } }): CodeLens[] => {
      const lenses: CodeLens[] = [];
      for (const { name, range } of plansIn(uri, workspace)) {
        const at = { start: range.start, end: range.start };
        const does = (title: string, command: string): CodeLens => ({
          range: at,
          command: { title, command, arguments: [uri, name] },
        });
        // Those that are seen are computed: a long file has many.
        lenses.push({ range: at, data: { uri, name } satisfies Seen });
        lenses.push(does("Preview", "orch.preview"), does("Verify", "orch.verify"), does("Run", "orch.run"));
      }
      for (const { title, range } of scenariosIn(uri, workspace)) {
        const at = { start: range.start, end: range.start };
        const does = (says: string, command: string): CodeLens => ({
          range: at,
          command: { title: says, command, arguments: [uri, title] },
        });
        const verdict = verdictSaid(uri, title, workspace);
        if (verdict !== undefined) lenses.push(does(verdict, "orch.playScenario"));
        lenses.push(does("Play", "orch.playScenario"), does("Watch", "orch.watchScenario"));
      }
      return lenses;
    });
    connection.onCodeLensResolve((lens) => {
      const seen = lens.data as Seen | undefined;
      // A client may ask of one that says all it has to say.
      if (seen === undefined) return lens;
      const { uri, name } = seen;
      const document = workspace.document(uri);
      const file = document && workspace.sessionOf(document.path).sketch(name);
      const title = file === undefined ? "has a mistake" : worst(file);
      return { ...lens, command: { title, command: "orch.preview", arguments: [uri, name] } };
    });
  },
};

interface Seen {
  readonly uri: string;
  readonly name: string;
}

/** The scenario's last result, and whether anything has changed since. */
function verdictSaid(uri: string, title: string, workspace: Workspace): string | undefined {
  const last = workspace.verdicts.get(verdictKey(uri, title));
  if (last === undefined) return undefined;
  const status = last.status === "passed" ? "✓ passed" : last.status === "failed" ? "✗ failed" : last.status;
  const path = workspace.document(uri)?.path ?? uri;
  return last.revision === workspace.revisionOf(path) ? status : `${status}, before the last change`;
}

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
