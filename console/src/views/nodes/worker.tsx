import { useId } from "react";
import type { Act } from "../../orders/reason-dialog.tsx";
import { Badge, type Tone } from "../../parts/badge.tsx";
import type { IconName } from "../../parts/icon.tsx";
import { Ago } from "../../parts/moment.tsx";
import type { Worker } from "../../server/types.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { asWords, shortId, shortName } from "../../words/names.ts";

const words = texts.machines;

const states: Readonly<Record<Worker["state"], readonly [Tone, IconName]>> = {
  connected: ["done", "done"],
  away: ["attention", "waiting"],
  lost: ["wrong", "wrong"],
};

type Word = "drain" | "quarantine" | "release";

/** The orders that change something about it, the mildest first. */
const orders: Readonly<Record<Worker["standing"], readonly Word[]>> = {
  open: ["drain", "quarantine"],
  draining: ["release", "quarantine"],
  quarantined: ["release"],
};

/** A worker elsewhere: its offers and jobs, and the orders of operators. */
export function WorkerCard({ worker: one, intend }: { worker: Worker; intend?: (act: Act) => void }) {
  const { worker, state, standing, leaving, why, offers, jobs, heard, version } = one;
  const id = useId();
  const isUsed = standing === "open" && state === "connected";
  return (
    <li className={`worker stack-s${isUsed ? "" : " is-attention"}`}>
      <div className="row-between">
        <div className="row">
          <h3 id={id} className="worker-name">
            {worker}
          </h3>
          <Badge tone={states[state][0]} icon={states[state][1]}>
            {words.states[state]}
          </Badge>
          {standing !== "open" && (
            <Badge tone="attention" icon={standing === "draining" ? "waiting" : "attention"}>
              {words.standings[standing]}
            </Badge>
          )}
          {leaving && <Badge tone="quiet">{words.leaving}</Badge>}
        </div>
        {intend !== undefined && (
          <div className="row">
            {orders[standing].map((word) => (
              <button
                key={word}
                type="button"
                className={`button is-small${word === "quarantine" ? " is-danger" : ""}`}
                onClick={() => intend(orderOf(word, one))}
              >
                {words[word]} …<span className="visually-hidden"> {worker}</span>
              </button>
            ))}
          </div>
        )}
      </div>
      <p className="quiet small">
        {words.heard} <Ago at={heard} />
        {version !== undefined && `, ${words.version(version)}`}
      </p>
      {state !== "connected" && <p className="small">{words.stateMeans[state]}</p>}
      {why !== undefined && <p className="small">{words.because(why)}</p>}
      <ul className="worker-offers" aria-label={words.offers}>
        {offers.map((offer) => (
          <li key={offer.pool}>
            <a href={hrefOf(["resources"])} title={offer.pool}>
              {asWords(offer.pool)}
            </a>{" "}
            <span className="quiet small">
              {offer.unfit === undefined
                ? words.busy(jobs.filter(({ pool }) => isOf(pool, offer.pool)).length, offer.capacity)
                : `${words.places(offer.capacity)}, ${words.unfit(offer.unfit)}`}
            </span>
          </li>
        ))}
      </ul>
      {jobs.length === 0 ? (
        <p className="quiet small">{words.noJobs}</p>
      ) : (
        <ul className="worker-jobs small" aria-label={words.jobs}>
          {jobs.map(({ run, capability, attempt, dispatch, sent }) => (
            <li key={`${run} ${capability} ${dispatch}`}>
              <a href={hrefOf(["runs", run])}>{words.job(shortName(capability), shortId(run))}</a>{" "}
              <span className="quiet">{sent ? words.attempt(attempt) : words.notSent}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** A worker may name a pool by the end of its name; a job has all of it. */
function isOf(pool: string, offered: string): boolean {
  return pool === offered || pool.endsWith(`.${offered}`);
}

function orderOf(word: Word, { worker, jobs }: Worker): Act {
  const means = `${words[`${word}Means`]} ${words.hasJobs(jobs.length)}`;
  return {
    title: words[`${word}Title`](worker),
    means,
    word: words[word],
    path: `/workers/${encodeURIComponent(worker)}/${word}`,
    body: {},
    isDanger: word === "quarantine",
  };
}
