import type { Json } from "@orchlang/plan";
import { useId, useState } from "react";
import { type Act, ReasonDialog } from "../../orders/reason-dialog.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Ago } from "../../parts/moment.tsx";
import { WideTable } from "../../parts/wide-table.tsx";
import type { Setting, Settings, SettingVersions } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";
import { KnownValue } from "../context/detail.tsx";

const words = texts.installation;

/** Signals to which people give values: the value in force, who set it and why, and the earlier ones. */
export function SettingsCard({ mayAct }: { mayAct: boolean }) {
  const settings = useRead<Settings>("/settings");
  const [changing, change] = useState<Setting | undefined>();
  const [act, intend] = useState<Act | undefined>();
  const done = (): void => {
    change(undefined);
    intend(undefined);
    settings.again();
  };
  return (
    <div className="card stack">
      <div className="stack-s">
        <h2>{words.settings}</h2>
        <p className="quiet">{words.settingsHint}</p>
      </div>
      <Loaded of={settings}>
        {({ settings: all }) =>
          all.length === 0 ? (
            <p className="quiet">{words.noSettings}</p>
          ) : (
            <WideTable label={words.settings} className="settings">
              <thead>
                <tr>
                  <th scope="col">{words.columns.name}</th>
                  <th scope="col">{words.columns.value}</th>
                  <th scope="col">{words.columns.by}</th>
                  <th scope="col" className="is-wide">
                    {words.columns.why}
                  </th>
                  <th scope="col">
                    <span className="visually-hidden">{words.change}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {all.map((one) => (
                  <SettingRow
                    key={one.name}
                    of={one}
                    {...(mayAct ? { change: () => change(one), intend } : {})}
                  />
                ))}
              </tbody>
            </WideTable>
          )
        }
      </Loaded>
      {changing !== undefined && <ChangeDialog of={changing} close={done} />}
      {act !== undefined && <ReasonDialog act={act} close={done} />}
    </div>
  );
}

function SettingRow({ of, change, intend }: SettingRowProps) {
  const { name, value, version, by, at, why } = of;
  return (
    <tr>
      <th scope="row" title={name}>
        {asWords(name)}
        {version !== undefined && <Versions name={name} {...(intend === undefined ? {} : { intend })} />}
      </th>
      <td>{value === undefined ? <span className="quiet">{words.unset}</span> : <KnownValue of={of} />}</td>
      <td className="small">
        {by}
        {at !== undefined && (
          <div className="quiet">
            <Ago at={at} />
          </div>
        )}
      </td>
      <td className="is-wide">{why}</td>
      <td className="is-actions">
        {change !== undefined && (
          <button type="button" className="button is-small" onClick={change}>
            {words.change} …<span className="visually-hidden"> {shortName(name)}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

interface SettingRowProps {
  readonly of: Setting;
  readonly change?: () => void;
  readonly intend?: (act: Act) => void;
}

/** Loaded once somebody opens them. */
function Versions({ name, intend }: { name: string; intend?: (act: Act) => void }) {
  const [isOpen, open] = useState(false);
  const path = `/settings/${encodeURIComponent(name)}`;
  const loaded = useRead<SettingVersions>(isOpen ? path : undefined);
  return (
    <details className="small" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary className="quiet">{words.earlierSummary}</summary>
      {isOpen && (
        <Loaded of={loaded}>
          {({ versions }) => (
            <ol className="versions">
              {versions.map((one, place) => (
                <li key={one.version}>
                  {one.value === undefined ? words.unset : <KnownValue of={one} />}{" "}
                  <span className="quiet">
                    {words.by(one.by)}, <Ago at={one.at} />: {one.why}
                  </span>{" "}
                  {intend !== undefined && place > 0 && (
                    <button
                      type="button"
                      className="button is-small"
                      onClick={() =>
                        intend({
                          title: words.revertTitle(shortName(name), valueText(one)),
                          means: words.revertMeans,
                          word: words.revert,
                          path: `${path}/revert`,
                          body: { version: one.version },
                        })
                      }
                    >
                      {words.revert} …<span className="visually-hidden"> {valueText(one)}</span>
                    </button>
                  )}
                </li>
              ))}
            </ol>
          )}
        </Loaded>
      )}
    </details>
  );
}

function ChangeDialog({ of, close }: { of: Setting; close: () => void }) {
  const id = useId();
  const [text, write] = useState(of.value === undefined ? "" : valueText(of));
  const value = writtenValue(text);
  const act: Act = {
    title: words.changeTitle(shortName(of.name)),
    means: words.changeMeans,
    word: words.change,
    path: `/settings/${encodeURIComponent(of.name)}`,
    body: { ...(value === undefined ? {} : { value }), expects: of.version ?? 0 },
  };
  return (
    <ReasonDialog act={act} close={close}>
      <div className="field">
        <label htmlFor={id}>{words.value}</label>
        <input
          id={id}
          value={text}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => write(target.value)}
        />
        <p id={`${id}-hint`} className="hint">
          {words.valueHint}
        </p>
      </div>
    </ReasonDialog>
  );
}

/** As a person writes it: JSON where it is JSON, else a text such as `2s`; nothing: no value. */
function writtenValue(text: string): Json | undefined {
  const written = text.trim();
  if (written === "") return undefined;
  try {
    return JSON.parse(written) as Json;
  } catch {
    return written;
  }
}

function valueText({ value, text }: Pick<Setting, "value" | "text">): string {
  if (value === undefined) return words.unset;
  return text ?? (typeof value === "string" ? value : JSON.stringify(value));
}
