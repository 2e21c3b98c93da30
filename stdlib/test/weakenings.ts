/** A rule of a module with a mistake that an edit could make: it asks for less than before. */
export interface Weakened {
  /** As `use_of_force: no longer blocking`. */
  readonly says: string;
  /** The whole module. */
  readonly text: string;
}

/** A rule that takes the place of one that is left out, so that the guardrail or policy still has one. */
const nothing = { guardrail: "at most 1_000 kind llm", policy: "limit 1_000_000 per 1s" };

/** Ways to weaken one line of a rule: what is replaced, and by what. Each match of each is a mutant. */
const weaker: readonly (readonly [says: string, found: RegExp, by: (...found: string[]) => string])[] = [
  ["any answer is enough", /kind human granted/gu, () => "kind human completed"],
  ["a person's word is enough", /preceded by (?!.*human).*/gu, (rule) => `${rule} or kind human granted`],
  ["another safeguard is enough", /\b(?:preceded|followed) by (?:(?! within).)+/gu, orAnother],
  ["one more", /(?<=at most |limit +)\d+/gu, (count) => `${Number(count) + 1}`],
  ["counted over a shorter time", /(?<=per )1([dh])/gu, (_, unit) => (unit === "d" ? "12h" : "30m")],
  ["more time", /(?<=within |fresh )(\d+)/gu, (time) => `${Number(time) * 10}`],
  ["of the first selector alone", /(?<=\btagged \w+), tagged \w+/gu, () => ""],
  ["of the last selector alone", /\btagged \w+, (?=tagged)/gu, () => ""],
  ["another role decides", /(?<=approval by )\w+/gu, (role) => other(role)],
  ["another trust", /== high/gu, () => "!= low"],
  ["negated", /(?<=when )not (?=\()/gu, () => ""],
  ["begins an hour later", /\b\d\d(?=:00\.\.)/gu, (hour) => `${Number(hour) + 1}`],
  ["ends an hour earlier", /(?<=\.\.0)\d/gu, (hour) => `${Number(hour) - 1}`],
  ["another consent", /(?<=consent ")/gu, () => "other."],
];

/** The rule, which something else than it asks for keeps too. */
function orAnother(rule: string): string {
  const tag = /\bcalming\b/u.test(rule) ? "warrant" : "calming";
  return `${rule} or tagged ${tag}${rule.startsWith("preceded") ? " completed" : ""}`;
}

function other(role: string): string {
  return role === "supervisor" ? "magistrate" : "supervisor";
}

const heads =
  /^(?:guardrail|policy) (?<name>\w+) : \w+ (?<severity>\w+) \{\n(?<body>[^}]*(?:\{[^}]*\}[^}]*)*?)^\}/gmu;

/** Every weaker form of every guardrail and policy of a module. */
export function weakenings(module: string): readonly Weakened[] {
  return [...module.matchAll(heads)].flatMap(({ 0: whole, index, groups = {} }) => {
    const { name = "", severity, body = "" } = groups;
    const start = index + whole.indexOf("\n") + 1;
    const made = body.split("\n").flatMap((line, nth, lines) => {
      const from = start + lines.slice(0, nth).join("\n").length + (nth === 0 ? 0 : 1);
      return ofLine(line, whole.startsWith("policy")).map(({ says, text }) => ({
        says: `${name}: ${says}`,
        text: `${module.slice(0, from)}${text}${module.slice(from + line.length)}`,
      }));
    });
    if (severity !== "blocking") return made;
    const milder = `${module.slice(0, index)}${whole.replace(" blocking {", " warning {")}${module.slice(index + whole.length)}`;
    return [...made, { says: `${name}: no longer blocking`, text: milder }];
  });
}

function ofLine(line: string, isPolicy: boolean): readonly Weakened[] {
  const rule = line.trim();
  if (rule === "") return [];
  const changed = weaker.flatMap(([says, found, by]) =>
    [...line.matchAll(found)].map((match) => ({
      says: `${says} (${rule})`,
      text: `${line.slice(0, match.index)}${by(...match)}${line.slice(match.index + match[0].length)}`,
    })),
  );
  if (/^on\b/u.test(rule)) return changed;
  return [
    ...changed,
    { says: `without ${rule}`, text: `  ${isPolicy ? nothing.policy : nothing.guardrail}` },
  ];
}

/** Every action of a module without one of those of its tags that `rules` speak of. */
export function withoutTags(module: string, rules: string): readonly Weakened[] {
  const spoken = new Set([...rules.matchAll(/\btagged (\w+)/gu)].map(([, tag]) => tag));
  return [...module.matchAll(/^ {2}tags +(?<tags>[\w, ]+)$/gmu)].flatMap(
    ({ 0: line, index, groups = {} }) => {
      const tags = (groups.tags ?? "").split(/, */u);
      const action = [...module.slice(0, index).matchAll(/^\w+ (\w+)\(/gmu)].at(-1)?.[1] ?? "";
      return tags
        .filter((tag) => spoken.has(tag))
        .map((tag) => {
          const rest = tags.filter((one) => one !== tag);
          const kept = rest.length === 0 ? "" : `  tags ${rest.join(", ")}`;
          const text = `${module.slice(0, index)}${kept}${module.slice(index + line.length)}`;
          return { says: `${action}: no longer tagged ${tag}`, text };
        });
    },
  );
}
