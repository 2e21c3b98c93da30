import { ExitCode } from "../exit.ts";

/** Ctrl-C once: stop here, everything is kept. */
export function interruption(): { readonly promise: Promise<"interrupted">; dispose(): void } {
  const { promise, resolve } = Promise.withResolvers<"interrupted">();
  const listen = () => resolve("interrupted");
  process.once("SIGINT", listen);
  process.once("SIGTERM", listen);
  return {
    promise,
    dispose: () => {
      process.off("SIGINT", listen);
      process.off("SIGTERM", listen);
    },
  };
}

/**
 * While a journal is open a signal that nobody waits for ends the command as one that was interrupted, not as one that was
 * killed; nothing is lost by either.
 */
export function endedBySignals(): { dispose(): void } {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const end = (): void => {
    if (signals.every((signal) => process.listenerCount(signal) === 1)) process.exit(ExitCode.interrupted);
  };
  for (const signal of signals) process.on(signal, end);
  return {
    dispose: () => {
      for (const signal of signals) process.off(signal, end);
    },
  };
}

/** Calls `work` at each SIGHUP, one after another. */
export function onHangUp(work: () => Promise<void>): { dispose(): void } {
  let before = Promise.resolve();
  const listen = (): void => {
    before = before.then(work);
  };
  process.on("SIGHUP", listen);
  return { dispose: () => void process.off("SIGHUP", listen) };
}
