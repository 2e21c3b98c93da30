import { controlStream } from "@orchlang/kernel/control";
import type { Store, StoreFault } from "../journal/store.ts";

/** The document of a journal whose runs have seen doubles alone. */
const mark = "doubles";

/**
 * Refuses to go on with doubles in a journal of handlers, or the other way round: what one world has done, the other knows
 * nothing of. A journal that is new becomes one of doubles.
 */
export async function mixedWorlds(store: Store, isDoubled: boolean): Promise<StoreFault | undefined> {
  const isOfDoubles = (await store.get(mark)) !== undefined;
  if (isOfDoubles === isDoubled) return undefined;
  if (isOfDoubles)
    return {
      fault: "unreadable",
      message: "its runs were made with doubles, so no handler may go on with them",
    };
  if ((await store.head(controlStream)) !== undefined)
    return {
      fault: "unreadable",
      message: "its runs were made with handlers, so no double may go on with them",
    };
  const put = await store.put(mark, "true");
  return put.ok ? undefined : { fault: "read_only", message: put.message };
}
