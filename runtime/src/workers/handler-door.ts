import { registerHooks } from "node:module";

/** The module that handlers import from this package. */
const door = "@orchlang/runtime/handler";

/**
 * A handler finds the door also where its project has not installed this package: `orch` may be installed elsewhere. Its own
 * copy goes first, as Node finds it.
 */
export function openHandlerDoor(): void {
  const own = import.meta.resolve(door);
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier !== door) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return { url: own, shortCircuit: true };
      }
    },
  });
}
