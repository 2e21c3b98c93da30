import { useId, useState } from "react";
import { type Act, ReasonDialog } from "../../orders/reason-dialog.tsx";
import { Clock } from "../../parts/moment.tsx";
import type { Delegation } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { UntilField } from "./until-field.tsx";

const words = texts.consents;

/** Delegations of the person, and those to the person. */
export function DelegationsCard({ all, user, scopes, again }: CardProps) {
  const [act, intend] = useState<Act | undefined>();
  const [isDelegating, setDelegating] = useState(false);
  const given = all.filter((one) => one.user === user);
  const received = all.filter((one) => one.to === user);
  const done = (): void => {
    intend(undefined);
    setDelegating(false);
    again();
  };
  return (
    <section className="card stack" aria-labelledby="delegates-title">
      <div className="row-between">
        <h2 id="delegates-title">{words.delegates}</h2>
        {scopes.length > 0 && (
          <button type="button" className="button is-small" onClick={() => setDelegating(true)}>
            {words.delegate} …
          </button>
        )}
      </div>
      {given.length === 0 ? (
        <p className="quiet">{words.noDelegates}</p>
      ) : (
        <List all={given} nameOf={({ to }) => to} intend={intend} />
      )}
      {received.length > 0 && (
        <>
          <h3>{words.forOthers}</h3>
          <List all={received} nameOf={(one) => one.user} intend={intend} />
        </>
      )}
      {act !== undefined && <ReasonDialog act={act} close={done} />}
      {isDelegating && <DelegateDialog scopes={scopes} close={done} />}
    </section>
  );
}

interface CardProps {
  readonly all: readonly Delegation[];
  readonly user: string;
  readonly scopes: readonly string[];
  again(): void;
}

function List({ all, nameOf, intend }: ListProps) {
  return (
    <ul className="consents">
      {all.map((one) => (
        <li key={one.delegation} className="row-between">
          <div>
            <strong>{nameOf(one)}</strong> <span className="mono small">{one.scopes.join(", ")}</span>
            <p className="quiet small">
              {words.until} <Clock at={one.until} />: {one.why}
            </p>
          </div>
          <button type="button" className="button is-small" onClick={() => intend(ending(one, nameOf(one)))}>
            {words.end} …<span className="visually-hidden"> {nameOf(one)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface ListProps {
  readonly all: readonly Delegation[];
  /** The other person of it. */
  nameOf(one: Delegation): string;
  intend(act: Act): void;
}

function ending({ delegation }: Delegation, name: string): Act {
  return {
    title: words.endTitle(name),
    means: words.endMeans,
    word: words.end,
    path: `/consents/delegations/${encodeURIComponent(delegation)}/end`,
    body: {},
  };
}

function DelegateDialog({ scopes, close }: { scopes: readonly string[]; close: () => void }) {
  const id = useId();
  const [to, setTo] = useState("");
  const [chosen, choose] = useState<readonly string[]>(scopes.length === 1 ? scopes : []);
  const [until, setUntil] = useState<number | undefined>();
  const isReady = to.trim() !== "" && chosen.length > 0 && until !== undefined;
  const act: Act = {
    title: words.delegateTitle,
    means: words.delegateMeans,
    word: words.delegate,
    path: "/consents/delegations",
    body: { to: to.trim(), scopes: chosen, until },
  };
  return (
    <ReasonDialog act={act} close={close} isReady={isReady}>
      <div className="field">
        <label htmlFor={id}>{words.to}</label>
        <input
          id={id}
          value={to}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setTo(target.value)}
        />
      </div>
      <fieldset className="stack-s">
        <legend>{words.scopes}</legend>
        {scopes.map((scope) => (
          <label key={scope} className="row mono small">
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={({ target }) =>
                choose(target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
              }
            />
            {scope}
          </label>
        ))}
      </fieldset>
      <UntilField label={words.delegateUntil} say={(at, isFine) => setUntil(isFine ? at : undefined)} />
    </ReasonDialog>
  );
}
