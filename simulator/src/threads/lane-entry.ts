// A thread that searches, plays or tries: the pool calls it.
import { type PackedPlayed, type PackedVerified, packedPlayed, packedVerified } from "./packed.ts";
import { type Covered, type ScenarioReport, type SearchReport, type Trying, tried } from "./trying.ts";
import {
  type PlayedInThread,
  type Playing,
  played,
  type Search,
  type Simulating,
  searched,
  simulated,
  type Timed,
} from "./work.ts";

/** The work of a thread. Values that several scenarios share are sent once. */
export type Work =
  | { readonly search: Search }
  | { readonly playings: readonly Playing[] }
  | { readonly simulating: Simulating }
  | { readonly trying: Trying };

type Done =
  | PackedVerified
  | readonly Timed<PackedPlayed>[]
  | PlayedInThread
  | SearchReport
  | ScenarioReport
  | Covered;

export default function done(work: Work): Done {
  if ("search" in work) return packedVerified(searched(work.search));
  if ("simulating" in work) return simulated(work.simulating);
  if ("trying" in work) return tried(work.trying);
  return work.playings.map((playing) => {
    const { took, ...one } = played(playing);
    return { ...packedPlayed(one), took };
  });
}
