import { Badge, type Tone } from "../../parts/badge.tsx";
import type { IconName } from "../../parts/icon.tsx";
import type { Verdict } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { asWords, givenName, shortName } from "../../words/names.ts";

const words = texts.rules;

const looks: Readonly<Record<Verdict["verdict"], { readonly tone: Tone; readonly icon: IconName }>> = {
  proved: { tone: "done", icon: "done" },
  checked: { tone: "active", icon: "waiting" },
  refused: { tone: "wrong", icon: "wrong" },
};

/** Every rule that meets the plan, with its verdict, where it is checked, and what a proof assumes. */
export function Rules({ verdicts, isOld }: { verdicts: readonly Verdict[]; isOld: boolean }) {
  return (
    <section className="card" aria-labelledby="rules-title">
      <h2 id="rules-title">{words.title}</h2>
      {isOld && <p className="notice is-attention">{words.isOld}</p>}
      {verdicts.length === 0 ? (
        <p className="quiet">{words.empty}</p>
      ) : (
        <ul className="rules">
          {verdicts.map((verdict) => (
            <li key={verdict.id}>
              <Badge {...looks[verdict.verdict]}>{words.verdicts[verdict.verdict]}</Badge>
              <div>
                <strong>{asWords(verdict.rule)}</strong>
                <span className="quiet small"> {verdict.severity}</span>
                <Line text={words.at} of={verdict.nodes.flatMap((node) => nodeName(node) ?? [])} />
                <Line text={words.assumes} of={verdict.assumes.map(assumptionText)} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ of, text }: { readonly of: readonly string[]; text(list: string): string }) {
  return of.length > 0 && <p className="quiet small">{text(of.join(", "))}</p>;
}

/** Undefined: the author gave it no name. */
function nodeName(node: string): string | undefined {
  return givenName(shortName(node).split("/").at(-1) ?? node);
}

function assumptionText(assumption: string): string {
  return words.assumptions[assumption as keyof typeof words.assumptions] ?? assumption;
}
