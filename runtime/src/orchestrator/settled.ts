import type { RunId } from "../kernel/machine.ts";
import type { ControlEntry, Orchestrator } from "../orchestrator-api.ts";
import type { Runs } from "./runs.ts";

/** Runs that wait for somebody or a time further off than `patience`, once nothing else goes on or is about to. */
export async function settled(
  runs: Runs,
  orchestrator: Pick<Orchestrator, "listen" | "rest">,
  patience: number,
): Promise<readonly RunId[]> {
  const waiting = new Set<RunId>();
  const isOpen = (id: RunId): boolean => runs.control.state.runs.get(id)?.forgotten === false;
  while (runs.drive.stopped === undefined) {
    if (runs.control.state.firings.size > 0) {
      await nextDecision(orchestrator);
      continue;
    }
    const [next] = [...runs.control.state.runs.keys()].filter((id) => isOpen(id) && !waiting.has(id));
    if (next === undefined) break;
    const entered = await runs.enter(next);
    const rest = "refused" in entered ? undefined : await orchestrator.rest(next, patience);
    if (rest === undefined || rest.status === "waiting" || isOpen(next)) waiting.add(next);
  }
  return [...waiting].filter(isOpen);
}

function nextDecision({ listen }: Pick<Orchestrator, "listen">): Promise<void> {
  return new Promise((resolve) => {
    const end = listen((_: ControlEntry) => {
      end();
      resolve();
    });
  });
}
