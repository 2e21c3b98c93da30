/**
 * What can't be written is lost, and nothing else: a full disk, a reader that is gone or a device that fails stops no run.
 * What was lost is remembered, so that it can be told where telling is still possible.
 */

const lost = new Map<NodeJS.WriteStream, NodeJS.ErrnoException>();
const watched = new Set<NodeJS.WriteStream>();

/** From here on errors of both standard streams are taken note of. */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (watched.has(stream)) continue;
    watched.add(stream);
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!lost.has(stream)) lost.set(stream, error);
    });
  }
}

/** Why results are not all there; undefined: they are, or whoever read them has seen enough, as `head` does. */
export async function lostResults(): Promise<string | undefined> {
  // Errors of what was written just now come after it.
  await new Promise((resolve) => setImmediate(resolve));
  const error = lost.get(process.stdout);
  return error === undefined || error.code === "EPIPE" ? undefined : error.message;
}
