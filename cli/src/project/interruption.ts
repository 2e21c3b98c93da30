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
