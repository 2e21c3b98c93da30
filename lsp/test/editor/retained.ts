import { queryObjects, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is still held once all that nobody holds is gone. */
export interface Retained {
  /**
   * How many objects, arrays, functions and tables: the same after the same work, whatever the engine has learnt meanwhile
   * or how busy the machine is.
   */
  readonly objects: number;
  /** All of it, strings too; what the engine keeps of code that has become hot is in it. */
  readonly bytes: number;
}

export function retained(): Retained {
  collect();
  collect();
  const objects = queryObjects(Object, { format: "count" });
  const { heapUsed, external } = process.memoryUsage();
  return { objects, bytes: heapUsed + external };
}

/** What a test runner itself may make meanwhile. */
const objectsAside = 20;
/** Strings alone, in tables that were there before, would show as bytes. */
const bytesGrownMax = 0.02;

/** What rounds of the same work have left behind, in words; the first makes what is made once. */
export function leftBehind([, before, ...after]: readonly Retained[]): readonly string[] {
  if (before === undefined || after.length === 0) return ["there are no rounds to compare"];
  return after.flatMap(({ objects, bytes }, at) => {
    const more = objects - before.objects;
    const grown = bytes / before.bytes - 1;
    const round = `after round ${at + 3}`;
    return [
      ...(more > objectsAside ? [`${more} objects more ${round}`] : []),
      ...(grown > bytesGrownMax ? [`${(100 * grown).toFixed(1)} % more ${round}`] : []),
    ];
  });
}
