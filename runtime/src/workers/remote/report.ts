import type { Instant, RunId } from "@orchlang/kernel";
import type { Given, Remote, Standing } from "./known.ts";
import type { Flight, Offer } from "./messages.ts";

export interface RemoteReport {
  readonly name: string;
  readonly state: "connected" | "away" | "lost";
  readonly standing: Standing;
  readonly why?: string;
  /** It goes as soon as nothing of it is held. */
  readonly leaving: boolean;
  readonly offers: readonly (Offer & { readonly unfit?: string })[];
  readonly jobs: readonly (Flight & {
    readonly run: RunId;
    readonly capability: string;
    readonly pool: string;
    readonly sent: boolean;
  })[];
  readonly heard: Instant;
  readonly version?: string;
  readonly token?: string;
  /** Jobs of no pool that a node takes at once while it stands by. */
  readonly shares?: number;
}

/** A worker as people see it. `serves`: whether a pool's members are workers. */
export function reportOf(
  { name, link, isLost, standing, why, isLeaving, hello, heard, who, unfit }: Remote,
  jobs: readonly Given[],
  serves: (pool: string) => boolean,
): RemoteReport {
  return {
    name,
    state: link !== undefined ? "connected" : isLost ? "lost" : "away",
    standing,
    ...(why === undefined ? {} : { why }),
    leaving: isLeaving,
    offers: (hello?.offers ?? []).map((offer) => {
      const wrong = unfit.get(offer.pool);
      return wrong === undefined ? offer : { ...offer, unfit: wrong };
    }),
    jobs: jobs.map(({ job, state }) => ({
      run: job.run,
      capability: job.capability,
      pool: job.held?.find(({ pool }) => serves(pool))?.pool ?? "",
      key: job.key,
      attempt: job.attempt,
      dispatch: job.dispatch,
      sent: state === "sent",
    })),
    heard,
    ...(hello === undefined ? {} : { version: hello.version }),
    ...(who === undefined ? {} : { token: who.token }),
    ...(hello?.shares === undefined ? {} : { shares: hello.shares }),
  };
}
