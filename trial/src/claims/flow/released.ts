import type { Plan } from "@orchlang/plan";
import type { Subject } from "../../claim.ts";
import type { Kept } from "./kept.ts";

/** Where a subject lets a label pass (semantics, section 7). */
export interface Released {
  /** `routine/node` of statements that take the label away, or in which a person is shown what they may grant. */
  readonly nodes: ReadonlySet<string>;
  /** A release stands where no statement is: in a clause, a trigger, a fusion. Of that nothing can be told. */
  readonly elsewhere: boolean;
}

/**
 * Of what is kept for its confidentiality `declassify` lets pass, of what is untrusted `endorse` and a person's grant.
 * What `redact` leaves is a constant, so that nothing has to be told of it.
 */
export function releasedIn({ compiled, file, text }: Subject, kept: Kept): Released {
  const word = kept === "untrusted" ? "endorse" : "declassify";
  const nodes = new Set<string>();
  for (const { source } of file.plan.obligations)
    if ("step" in source && source.clause === word) nodes.add(source.step);
  if (kept === "untrusted") for (const node of personsAsked(file.plan)) nodes.add(node);
  const written = text.match(new RegExp(`\\b${word}\\s*\\(`, "gu"))?.length ?? 0;
  const inStatements = compiled.projects
    .flatMap(({ checked }) => [...checked.routines.values()])
    .flatMap(({ body, finally: last }) => [body, ...(last === undefined ? [] : [last])])
    .reduce((count, block) => count + releasesIn(block, word), 0);
  return { nodes, elsewhere: written > inStatements };
}

type Block =
  ReturnType<Subject["compiled"]["projects"][number]["checked"]["routines"]["values"]> extends Iterable<
    infer Routine extends { readonly body: unknown }
  >
    ? Routine["body"]
    : never;

function releasesIn({ statements }: Block, word: string): number {
  return statements.reduce(
    (count, { releases = [], blocks }) =>
      count +
      releases.filter(({ kind }) => kind === word).length +
      blocks.reduce((inner: number, block: Block) => inner + releasesIn(block, word), 0),
    0,
  );
}

/** Statements that call a person, or wait for one's approval. */
function personsAsked(plan: Plan): readonly string[] {
  const approved = plan.policies.some(({ verdicts }) => verdicts.some(({ kind }) => kind === "approval"));
  return Object.values(plan.routines).flatMap(({ name, nodes }) =>
    nodes.flatMap((node) => {
      const attempts = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
      const rescued =
        "rescues" in node ? node.rescues.flatMap((one) => ("attempt" in one ? [one.attempt] : [])) : [];
      const isAsked = [...attempts, ...rescued].some(
        ({ target, gate }) =>
          "capability" in target &&
          (plan.capabilities[target.capability]?.human !== undefined || (approved && gate === "control")),
      );
      return isAsked ? [`${name}/${node.id}`] : [];
    }),
  );
}
