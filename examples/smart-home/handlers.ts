import { type HandlerContext, HandlerFailure } from "@orchlang/runtime/handler";

/** `service heat`. */
export function heat({ to }: { to: number }, context: HandlerContext): void {
  context.log("heating", { to });
}

/** `service dim`, which is its own undo. */
export function dim({ level }: { level: number }, context: HandlerContext): void {
  context.log("lights", { level });
}

/** `service project`. This house's projector has a broken lamp: it says so before anything is shown. */
export function project({ projector }: { projector: string }, _: HandlerContext): never {
  throw new HandlerFailure("permanent", `the lamp of ${projector} is broken`, { reach: "not_reached" });
}

/** `service televise`. */
export function televise({ film }: { film: string }, context: HandlerContext): { screen: string } {
  context.log("on television", { film });
  return { screen: "television" };
}

/** `service recognise`. The camera of this house knows one face. */
export function recognise({ door }: { door: string }, context: HandlerContext): { name: string } {
  context.log("recognised", { door, name: "ada" });
  return { name: "ada" };
}

/** `service light`. */
export function light({ scene }: { scene: string }, context: HandlerContext): void {
  context.log("light", { scene });
}

/** `service charge`: the charger takes the new power, whatever it had before. */
export function charge({ power }: { power: number }, context: HandlerContext): void {
  context.log("charging", { kW: power / 1000 });
}

/** `service stop_charging`, also the undo of `charge`. */
export function stopCharging(_: object, context: HandlerContext): void {
  context.log("charger off");
}
