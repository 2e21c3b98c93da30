import type { Sink } from "./terminal.ts";

/** Lines that are drawn again in the place where they are. */
export interface Redrawn {
  draw(lines: readonly string[]): void;
  /** What is drawn stays; what comes next stands below it. */
  leave(): void;
}

/** On standard error; what is drawn goes the way of every other line. */
export async function openRedrawn({ shown }: Sink): Promise<Redrawn> {
  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(process.stderr);
  return { draw: (lines) => update(lines.map(shown).join("\n")), leave: () => update.done() };
}
