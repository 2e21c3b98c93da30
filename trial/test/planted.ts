import type { Claim, Monitor } from "../src/claim.ts";

/** Claims what is false of many programs: that nothing that happens at most once ever begins beside a wait. */
export const planted: Monitor = ({ file: { plan } }): readonly Claim[] => {
  const nodes = Object.values(plan.routines).flatMap((routine) => routine.nodes);
  if (nodes.every(({ kind }) => kind !== "wait")) return [];
  return [
    {
      kind: "never",
      says: "nothing that happens at most once begins",
      breach: ({ run }) => {
        const began = run.events.find(
          (event) => event.t === "Began" && plan.capabilities[event.capability]?.effect.kind === "once",
        );
        return began === undefined ? undefined : { says: "it has begun" };
      },
    },
  ];
};
