import type { RunId } from "@orchlang/kernel";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Runs } from "./runs.ts";

/** Runs that wait for somebody or a time further off than `patience`, once nothing else goes on or is about to. */
export async function settled(
  runs: Runs,
  orchestrator: Pick<Orchestrator, "listen" | "rest">,
  patience: number,
): Promise<readonly RunId[]> {
  const waiting = new Set<RunId>();
  const isOpen = (id: RunId): boolean => runs.control.state.runs.has(id);
  for (;;) {
    // A pending decision may start something.
    await runs.drive.rest();
    if (runs.drive.stopped !== undefined) break;
    // A trigger's run is started only while the trigger is armed, and waits for that otherwise.
    const { armed, firings } = runs.control.state;
    if (armed !== undefined && firings.size > 0) {
      await nextDecision(runs, orchestrator);
      continue;
    }
    const open = [...runs.control.state.runs.keys()].filter((id) => !waiting.has(id));
    if (open.length === 0) break;
    for (const run of open) {
      if (!isOpen(run)) continue;
      const entered = await runs.enter(run);
      const rest = "refused" in entered ? undefined : await orchestrator.rest(run, patience);
      if (rest === undefined || rest.status === "waiting" || isOpen(run)) waiting.add(run);
    }
  }
  return [...waiting].filter(isOpen);
}

/** Resolves with what control decides next, or when it decides nothing any more. */
function nextDecision({ drive }: Runs, { listen }: Pick<Orchestrator, "listen">): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      unlisten();
      forget();
      resolve();
    };
    const unlisten = listen(end);
    const forget = drive.onStop(end);
  });
}
