import { Session } from "node:inspector/promises";

/* The amount of work without a clock: how often functions, loops and branches of our own sources are entered. */

/** The work of one call after another. The same on every machine, as long as what is called is the same. */
export async function workOf(calls: readonly (() => unknown)[]): Promise<readonly number[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    const counts: number[] = [];
    for (const call of calls) {
      await session.post("Profiler.takePreciseCoverage");
      call();
      const { result } = await session.post("Profiler.takePreciseCoverage");
      counts.push(
        result
          .filter(({ url }) => /(?:language|plan|checker|analysis|compiler)\/src\//u.test(url))
          .flatMap(({ functions }) => functions.map(({ ranges }) => ranges[0]?.count ?? 0))
          .reduce((sum, count) => sum + count, 0),
      );
    }
    return counts;
  } finally {
    session.disconnect();
  }
}
