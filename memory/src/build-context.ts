import type { Json } from "@orchlang/plan";
import { contextOf } from "./context/build.ts";
import type { Origin } from "./context/piece.ts";
import { tokenizerOf } from "./tokens.ts";

/** The arguments of `std.memory.build_context`. Instants are text. */
export interface BuildContext {
  readonly pieces: readonly {
    readonly text: string;
    readonly origin: Origin;
    readonly kept?: string | null;
    readonly relevance?: number | null;
  }[];
  readonly question: string;
  readonly budget: number;
  readonly model: string;
  readonly suspects: "fence" | "drop";
  readonly at: string;
}

/** The result of `std.memory.build_context`. */
export async function buildContext(args: BuildContext): Promise<Json> {
  const { by, count } = await tokenizerOf(args.model);
  const pieces = args.pieces.map(({ text, origin, kept, relevance }) => ({
    text,
    origin,
    ...(typeof kept === "string" ? { kept: Date.parse(kept) } : {}),
    ...(typeof relevance === "number" ? { relevance } : {}),
  }));
  const { question, budget, suspects } = args;
  const { text, tokens, used, left } = contextOf(pieces, {
    question,
    budget,
    suspects,
    count,
    now: Date.parse(args.at),
  });
  return {
    text,
    tokens,
    counted_by: by,
    used: used.map(({ piece, cut, suspect = null }) => ({ piece, cut, suspect })),
    left: left.map(({ piece, because, of = null }) => ({ piece, because, of })),
  };
}
