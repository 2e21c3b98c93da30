import type { ControlCommand } from "@orchlang/kernel/control";
import { fire, makeRoom, makeRoomIfWanted } from "./arm.ts";
import type { Runs } from "./runs.ts";

/** Carries out what control has decided. */
export function carryControl(runs: Runs, command: ControlCommand): void {
  const or = (fault: unknown): void => runs.fail(fault);
  switch (command.do) {
    case "start":
      runs
        .rouse(command.run)
        .then(() => makeRoomIfWanted(runs, command.run))
        .catch(or);
      return;
    case "fire":
      fire(runs, command.firing).catch(or);
      return;
    case "cancel":
      makeRoom(runs, command.run, command.by).catch(or);
      return;
    case "send": {
      const { from, body, to } = command;
      const run = runs.get(to);
      // Once the run is read again, it receives everything that it has not acknowledged.
      if (run === undefined && runs.asleep.has(to)) runs.rouse(to).catch(or);
      const ack = runs.control.state.marks.get(`run/${to}`) ?? -1;
      // A run that is not here hears it when it goes on.
      void run?.live.offer((at) => ({ t: "Told", at, from, ack, say: body }));
      return;
    }
    default:
      // Nothing to do.
      return;
  }
}
