import { expect, test } from "vitest";
import { look } from "./source.ts";

/* Whether a hold is long enough for what is done in it, whenever it is granted (semantics, rule 46a). */

const studio = `module m
type Place { id: String }
resource booths: Place x 2 { at edge }
resource desks: Place x 2 { at edge }
service record(song: String) -> { file: String } { effect idempotent  latency <= 40m }
service mix(file: String) -> { file: String } { effect idempotent  latency <= 1h }
`;

function needed(text: string): readonly string[] {
  const looked = look(`${studio}plan p(song: String) { ${text} }`);
  const file = looked.plan("m.p");
  if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return file.plan.obligations.flatMap(({ id, source, verdict }) =>
    "clause" in source && source.clause === "held" ? [`${verdict}: ${file.about.evidence[id]}`] : [],
  );
}

test.each([
  [
    "what is waited for in it goes on beside it, and it may be granted at once",
    "step sung = record(song)  with desk = desks wait 1h for 90m { step done = mix(sung.file) }",
    ["checked: what is done takes 1 h 40 m at most, and it is held for 1 h 30 m"],
  ],
  [
    "also where a hold around it is waited for",
    `with booth = booths wait 1h for 5h { step sung = record(song)
       with desk = desks wait 1h for 90m { step done = mix(sung.file) } }`,
    [
      "proved: what is done takes 2 h at most, and it is held for 5 h",
      "checked: what is done takes 1 h 40 m at most, and it is held for 1 h 30 m",
    ],
  ],
  [
    "what has to be over before it is granted takes nothing of it",
    "step sung = record(song)  with desk = desks where desk.id == sung.file wait 1h for 61m { step done = mix(sung.file) }",
    ["proved: what is done takes 1 h at most, and it is held for 1 h 1 m"],
  ],
  [
    "the run stops a little before the end",
    "with desk = desks wait 1d for 1h { step done = mix(song) }",
    ["checked: what is done takes 1 h at most, and it is held for 1 h, of which the last 1 s are kept free"],
  ],
  [
    "what is over only when the run stops is too late",
    "with desk = desks wait 1d for 3601s { step done = mix(song) }",
    [
      "checked: what is done takes 1 h at most, and it is held for 1 h 1 s, of which the last 1 s are kept free",
    ],
  ],
  [
    "losers that finish do so before it is released",
    'with desk = desks wait 1h for 61m { when song != "" { step r = first of { a = { wait 2h  yield 1 }, b = wait 1s } { losers finish } } }',
    ["checked: what is done takes 2 h at most, and it is held for 1 h 1 m"],
  ],
  [
    "losers that are stopped take no longer",
    "with desk = desks wait 1h for 61m { step r = first of { a = { wait 2h  yield 1 }, b = wait 1s } }",
    ["proved: what is done takes 1 s at most, and it is held for 1 h 1 m"],
  ],
  [
    "how long it was waited for does not count",
    "with desk = desks wait 1d for 61m { step done = mix(song) }",
    ["proved: what is done takes 1 h at most, and it is held for 1 h 1 m"],
  ],
])("%s", (_, text, expected) => {
  expect(needed(text).map((line) => line.split(/[:;] (?=what is not|held)/u)[0])).toEqual(expected);
});
