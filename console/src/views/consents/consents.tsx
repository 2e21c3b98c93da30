import "./consents.css";
import { type FormEvent, useId, useState } from "react";
import { type Act, ReasonDialog } from "../../orders/reason-dialog.tsx";
import { Badge } from "../../parts/badge.tsx";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Ago, Clock } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import type { CapabilityGraph, Consent, Consents, Delegations } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, type Place } from "../../shell/place.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { asWords } from "../../words/names.ts";
import { DelegationsCard } from "./delegations.tsx";
import { UntilField } from "./until-field.tsx";

const words = texts.consents;

/** The consents of a person, given and withdrawn by that person, a delegate or an admin. */
export default function ConsentsView({ place, session }: ViewProps) {
  const subject = place.query.user ?? session.user;
  const graph = useRead<CapabilityGraph>("/capabilities/graph", () => false);
  const loaded = useRead<Consents>(`/consents?user=${encodeURIComponent(subject)}`);
  const delegations = useRead<Delegations>("/consents/delegations");
  const delegated = (delegations.value?.delegations ?? []).filter(({ to }) => to === session.user);
  const inTheirName = delegated.filter(({ user }) => user === subject).flatMap(({ scopes }) => scopes);
  const mayAll = subject === session.user || mayAs(session, "admin");
  const scopes = graph.value === undefined ? undefined : scopesOf(graph.value);
  return (
    <Page title={words.title} lead={words.lead}>
      <Whose
        place={place}
        subject={subject}
        own={session.user}
        others={[...new Set(delegated.map(({ user }) => user))]}
        mayLook={mayAs(session, "operator")}
      />
      <section className="card stack" aria-labelledby="consents-title">
        <h2 id="consents-title">{words.list}</h2>
        <Loaded of={loaded}>
          {(consents) =>
            scopes?.length === 0 ? (
              <Empty title={words.empty}>{words.emptyHint}</Empty>
            ) : (
              <ul className="consents">
                {(scopes ?? []).map((scope) => (
                  <ScopeRow
                    key={scope.name}
                    scope={scope}
                    of={consents}
                    mayAct={mayAll || inTheirName.includes(scope.name)}
                    done={loaded.again}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      <Loaded of={delegations}>
        {({ delegations: all }) => (
          <DelegationsCard
            all={all}
            user={session.user}
            scopes={(scopes ?? []).map(({ name }) => name)}
            again={delegations.again}
          />
        )}
      </Loaded>
    </Page>
  );
}

/** Chooses the person, where there are several. */
function Whose({ place, subject, own, others, mayLook }: WhoseProps) {
  const id = useId();
  const [typed, type] = useState("");
  const known = [...new Set([own, ...others, subject])];
  if (known.length === 1 && !mayLook) return null;
  const show = (user: string): void => amend(place, { user: user === own ? undefined : user });
  const look = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() === "") return;
    show(typed.trim());
    type("");
  };
  return (
    <div className="row consents-whose">
      <label className="row small">
        {words.whose}
        <select className="is-narrow" value={subject} onChange={({ target }) => show(target.value)}>
          {known.map((user) => (
            <option key={user} value={user}>
              {user === own ? words.me(user) : user}
            </option>
          ))}
        </select>
      </label>
      {mayLook && (
        <form className="row" onSubmit={look}>
          <label htmlFor={id} className="small">
            {words.other}
          </label>
          <input
            id={id}
            className="consents-user"
            value={typed}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => type(target.value)}
          />
          <button type="submit" className="button is-small" disabled={typed.trim() === ""}>
            {words.show}
          </button>
        </form>
      )}
    </div>
  );
}

interface WhoseProps {
  readonly place: Place;
  readonly subject: string;
  readonly own: string;
  /** Those who have delegated something to the person. */
  readonly others: readonly string[];
  readonly mayLook: boolean;
}

interface Scope {
  readonly name: string;
  /** The capabilities that need it. */
  readonly actions: readonly string[];
}

/** Every consent that something in the program needs. */
export function scopesOf({ nodes, edges }: CapabilityGraph): readonly Scope[] {
  return nodes
    .filter(({ kind }) => kind === "consent")
    .map(({ id, name }) => ({
      name,
      actions: edges
        .filter(({ to }) => to === id)
        .map(({ from }) => asWords(from.replace(/^capability /u, "")))
        .sort(),
    }))
    .sort((one, other) => one.name.localeCompare(other.name, "en"));
}

function ScopeRow({ scope: { name, actions }, of: { user, given, withdrawn }, mayAct, done }: ScopeRowProps) {
  const [act, intend] = useState<"give" | "withdraw" | undefined>();
  const consent = given.find(({ scope }) => scope === name);
  const listed = actions.join(", ");
  const close = (): void => {
    intend(undefined);
    done();
  };
  const other = consent === undefined ? "give" : "withdraw";
  return (
    <li className="row-between">
      <div className="stack-s">
        <div className="row">
          <strong className="mono">{name}</strong>
          <State consent={consent} isWithdrawn={withdrawn.includes(name)} />
        </div>
        <p className="quiet small">{words.allows(listed)}</p>
      </div>
      {mayAct && (
        <button type="button" className="button is-small" onClick={() => intend(other)}>
          {words[other]} …<span className="visually-hidden"> {name}</span>
        </button>
      )}
      {act === "give" && <GiveDialog scope={name} user={user} actions={listed} close={close} />}
      {act === "withdraw" && (
        <ReasonDialog
          act={{
            title: words.withdrawTitle(name, user),
            means: words.withdrawMeans(listed),
            word: words.withdraw,
            path: "/consents/withdraw",
            body: { scope: name, user },
            isDanger: true,
            needsNoReason: true,
          }}
          close={close}
        />
      )}
    </li>
  );
}

interface ScopeRowProps {
  readonly scope: Scope;
  readonly of: Consents;
  readonly mayAct: boolean;
  done(): void;
}

function State({ consent, isWithdrawn }: { consent: Consent | undefined; isWithdrawn: boolean }) {
  if (consent === undefined)
    return (
      <Badge tone="quiet" icon={isWithdrawn ? "cancelled" : "waiting"}>
        {isWithdrawn ? words.states.withdrawn : words.states.missing}
      </Badge>
    );
  return (
    <>
      <Badge tone="done" icon="done">
        {words.states.given}
      </Badge>
      <span className="quiet small">
        <Ago at={consent.at} />
        {consent.until !== undefined && (
          <>
            , {words.until} <Clock at={consent.until} />
          </>
        )}
        {consent.by !== undefined && `, ${words.by(consent.by)}`}
      </span>
    </>
  );
}

function GiveDialog({ scope, user, actions, close }: GiveProps) {
  const [until, say] = useState<number | undefined>();
  const [isFine, setFine] = useState(true);
  const act: Act = {
    title: words.giveTitle(scope, user),
    means: words.giveMeans(actions),
    word: words.give,
    path: "/consents",
    body: { scope, user, ...(until === undefined ? {} : { until }) },
    needsNoReason: true,
  };
  return (
    <ReasonDialog act={act} close={close} isReady={isFine}>
      <UntilField
        label={words.validUntil}
        hint={words.validUntilHint}
        say={(at, fine) => {
          say(at);
          setFine(fine);
        }}
      />
    </ReasonDialog>
  );
}

interface GiveProps {
  readonly scope: string;
  readonly user: string;
  readonly actions: string;
  close(): void;
}
