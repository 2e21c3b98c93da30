import type { Claim, Monitor } from "../claim.ts";
import { outsideFaultless } from "./assumptions.ts";
import { boundedIn, most, resources } from "./bounded.ts";
import { isMore, quantityText } from "./limits.ts";
import { usedIn } from "./lower.ts";

/** The printed worst of runs in which nothing fails, is denied, late or lost (rule 42). */
export const faultless: Monitor = ({ file: { plan } }) =>
  boundedIn(plan).flatMap(({ name, bounds, all }) =>
    resources.flatMap((of): Claim[] => {
      const limit = most(bounds[of].faultless);
      if (limit === undefined) return [];
      return [
        {
          kind: of,
          says: `the printed ${of} of ${name} without faults`,
          breach: (played) => {
            if (outsideFaultless(played) !== undefined) return undefined;
            const stretch = all(played.run).find((each) => isMore(usedIn(played.run, each, of), limit));
            if (stretch === undefined) return undefined;
            const used = quantityText(of, usedIn(played.run, stretch, of));
            return { says: `${stretch.name} took ${used}, and ${quantityText(of, limit)} is the most` };
          },
        },
      ];
    }),
  );
