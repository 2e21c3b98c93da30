import { type Sink, setRedrawnRegion } from "./terminal.ts";

/** Lines that are drawn again in the place where they are; what else is written meanwhile stands above them. */
export interface Redrawn {
  draw(lines: readonly string[]): void;
  /** Keeps the drawing; later output stands below it. */
  leave(): void;
}

/** On standard error; what is drawn goes the way of every other line. */
export async function openRedrawn({ shown }: Sink): Promise<Redrawn> {
  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(process.stderr);
  return {
    draw: (lines) => {
      const text = lines.map(shown).join("\n");
      update(text);
      setRedrawnRegion({
        above: (write) => {
          update.clear();
          write();
          update(text);
        },
      });
    },
    leave: () => {
      setRedrawnRegion(undefined);
      update.done();
    },
  };
}
