import { Loaded } from "../../parts/loaded.tsx";
import { Clock } from "../../parts/moment.tsx";
import { lineText } from "../../parts/value.tsx";
import type { OperatorDecision, OperatorDecisions } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";
import { partOf } from "./closures.tsx";

const words = texts.installation;

/** The newest decisions of people in the journal: who stopped, paused, set or enabled something, when and why. */
export function DecisionsCard({ maySee }: { maySee: boolean }) {
  const loaded = useRead<OperatorDecisions>(maySee ? "/audit/decisions?limit=100" : undefined);
  return (
    <section className="card stack" aria-labelledby="decisions-title">
      <h2 id="decisions-title">{words.decisions}</h2>
      {!maySee && <p className="quiet">{words.only}</p>}
      {maySee && (
        <Loaded of={loaded}>
          {({ decisions }) =>
            decisions.length === 0 ? (
              <p className="quiet">{words.noDecisions}</p>
            ) : (
              <ol className="operator-decisions">
                {decisions.map((one) => (
                  <li key={one.seq}>
                    <span className="quiet small">
                      <Clock at={one.at} />
                    </span>
                    <span>
                      {decisionText(one)}{" "}
                      {one.by !== undefined && <span className="quiet">{words.by(one.by)}</span>}
                      {one.why !== undefined && <div className="quiet small">{one.why}</div>}
                    </span>
                  </li>
                ))}
              </ol>
            )
          }
        </Loaded>
      )}
    </section>
  );
}

const programSetting = "server program ";

/** The plan or goal of which another version counts, and the beginning of its hash. */
function versionOf(
  name: string,
  value: OperatorDecision["value"],
): readonly [plan: string, version: string] | undefined {
  const { plan } = (value ?? {}) as { readonly plan?: unknown };
  if (!name.startsWith(programSetting) || typeof plan !== "string") return undefined;
  return [asWords(name.slice(programSetting.length)), plan.replace("sha256:", "").slice(0, 8)];
}

function decisionText({ kind, name, mode, scope, value, text }: OperatorDecision): string {
  if (kind === "admission") return `${partOf(scope ?? {})} ${words.decided[mode ?? "open"]}`;
  if (kind === "note") return words.decided.note(name ?? "");
  const version = versionOf(name ?? "", value);
  if (version !== undefined) return words.decided.version(...version);
  const setting = shortName(name ?? "");
  if (value === undefined) return words.decided.cleared(setting);
  return words.decided.setting(setting, text ?? (value === "" ? '""' : lineText(value)));
}
