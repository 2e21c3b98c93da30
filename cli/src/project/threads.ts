import type { Invocation } from "../command.ts";
import { UsageError } from "../exit.ts";

export const threadsOption = {
  form: "--threads <n>",
  says: "at most so many threads; left out: as many as the machine can run at once",
} as const;

/** None: as many as there are. */
export function threads(invocation: Invocation): { readonly threads?: number } {
  const text = invocation.text("threads");
  if (text === undefined) return {};
  if (/^[1-9]\d{0,2}$/.test(text)) return { threads: Number(text) };
  throw new UsageError(`\`--threads ${text}\` is not a number of threads: write \`2\`.`);
}
