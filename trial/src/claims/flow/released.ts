import type { Confidentiality, Json, Label, Plan } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Subject } from "../../claim.ts";

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

/** The values that a claim keeps from a place: of this confidentiality or above, or untrusted (semantics, rule 48). */
export type Kept = Confidentiality | "untrusted";

const rising: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** True if what is so labelled is kept from the place. */
export function isKept(label: Label, kept: Kept): boolean {
  if (kept === "untrusted") return label.integrity === "untrusted";
  return rising.indexOf(label.confidentiality) >= rising.indexOf(kept);
}

/** The least confidentiality that a place cleared for this one keeps out; none of what is cleared for all. */
export function keptFrom(clearance: Confidentiality): Confidentiality | undefined {
  return rising[rising.indexOf(clearance) + 1];
}

/** The label of a field inside of what is labelled: the greater of both, by each scale. `words`: as in `x-labels`. */
export function labelWithin(around: Label, words: readonly string[]): Label {
  const named = rising.findLast((one) => words.includes(one)) ?? "public";
  const confidentiality =
    rising.indexOf(named) > rising.indexOf(around.confidentiality) ? named : around.confidentiality;
  return { confidentiality, integrity: words.includes("untrusted") ? "untrusted" : around.integrity };
}

export function isEqual(one: Json, other: Json): boolean {
  return one === other || canonical(one) === canonical(other);
}
