import { compile } from "@orchlang/compiler";
import { goalsAsked, understand } from "@orchlang/compiler/intent";
import { inMemory } from "../programs.ts";
import type { Topic } from "../topic.ts";

const goals = 250;
const phrases = 4;

const verbs = ["show", "warm", "clean", "open", "water", "light", "lock", "measure", "paint", "count"];
const things = [
  "hall",
  "garden",
  "kitchen",
  "attic",
  "cellar",
  "garage",
  "terrace",
  "library",
  "stable",
  "roof",
];
const ways = ["quickly", "twice", "at night", "in winter", "for guests"];

/** A sentence read among a thousand phrases: one that is sure, one that is not, one that is none. */
export const intent: Topic = {
  name: `a sentence among ${(goals * phrases).toLocaleString("en")} phrases`,
  unit: "sentences",
  clock: "processor",
  calls: { warmUps: 20, measured: 200 },
  tail: true,
  prepare: async () => {
    const { program, host } = inMemory(source());
    const asked = goalsAsked(compile(program, host));
    const read = (name: string, sentence: string, kind: string) => ({
      name,
      units: 1,
      run: async (): Promise<void> => {
        const found = understand(sentence, asked).kind;
        if (found !== kind) throw new Error(`${sentence}: ${found}`);
      },
    });
    return [
      read("sure", "please warm the kitchen quickly with oak number 31", "goal"),
      read("unsure", "warm the kitchen and the attic in winter or show the garden", "unsure"),
      read("nothing of it", "what did the stock market do on thursday", "nothing"),
    ];
  },
};

function source(): string {
  const one = (n: number): string => {
    const verb = verbs[n % 10] ?? "";
    const thing = things[Math.floor(n / 10) % 10] ?? "";
    const way = ways[Math.floor(n / 100) % 5] ?? "";
    const said = [
      `${verb} the ${thing} ${way} with oak number \${n}`,
      `could the ${thing} be seen to ${way}: ${verb} ${n}, \${n} times`,
      `${verb} ${n} \${n}`,
      `it is time to ${verb} our ${thing} ${way} by plan ${n} and \${n}`,
    ];
    const intents = said.map((text) => JSON.stringify(text)).join(", ");
    return `goal g${n}(n: Int) { intent ${intents} }\nplan p${n}(n: Int) achieves g${n} { step a = ring(n) }`;
  };
  return `module bench.work
service ring(n: Int) { effect idempotent  latency <= 1s }
${Array.from({ length: goals }, (_, n) => one(n)).join("\n")}
`;
}
