import { poolFor } from "../declare/pool.ts";
import type { Draft, Parameter, Scope } from "../draft.ts";
import { plain } from "../types.ts";
import { drawnValue } from "../values/value.ts";
import type { Construct } from "./construct.ts";

/*
 * An action in a part, and what has to follow it where the part is called: after it or in a loop of its own, in a part or
 * in `finally`; and between the two what may end the plan or undo the action.
 */

export const responses: Construct = {
  family: "responses",
  fits: ({ theme, left }, { frame, depth, small }) =>
    theme.weights.responses !== undefined && frame.depth > 0 && depth > 0 && !small && left > 0,
  write: (draft, scope) => {
    const { dice } = draft;
    const { indent } = scope;
    const action = declareTask(draft, dice.chance(0.75));
    const answer = declareTask(draft, dice.chance(0.2));
    // Rules are drawn about two of which one comes after the other.
    for (let times = 0; times < 3; times++)
      draft.orders.push({ first: action, second: answer, granted: false });
    // A rule may deny the response, and an optional one is left out then.
    if (dice.chance(0.2))
      draft.declare(`policy ${draft.fresh("pol")} { on ${answer}  deny when now.minute < 30 because "so" }`);
    const part = wrapped(draft, declareActing(draft, action, answer));
    const given = drawnValue(draft, scope, { type: { is: "text" }, depth: 0 }).text;
    const { text, id } = callText(draft, scope, part, given);
    scope.steps.push(id);
    const isOutermost = indent === "  " && !scope.inside;
    return [
      text,
      ...(isOutermost && dice.chance(0.1) ? [`${indent}commit`] : []),
      ...(dice.chance(0.6) ? [failing(draft, indent, given, id)] : []),
      ...(dice.chance(0.85) ? [answerText(draft, indent, { answer, given, id })] : []),
    ].join("\n");
  },
};

/** A capability that may be called anywhere. */
function declareTask(draft: Draft, undone: boolean): string {
  const name = draft.fresh("s");
  const undo = undone ? `  undo ${declareUndo(draft)}(x)` : "";
  return declareService(draft, name, undo);
}

function declareUndo(draft: Draft): string {
  return declareService(draft, draft.fresh("u"), "", true);
}

const params: readonly Parameter[] = [{ name: "x", type: { is: "text" }, label: plain, trusted: false }];

function declareService(draft: Draft, name: string, more: string, serves = false): string {
  draft.declare(
    `service ${name}(x: String) { effect idempotent  latency <= ${draft.dice.one(["300ms", "2s"])}  clearance secret${more} }`,
  );
  draft.capabilities.push({
    name,
    kind: "service",
    effect: "idempotent",
    params,
    label: plain,
    undo: more === "" ? "none" : "free",
    confirms: false,
    fails: [],
    tags: [],
    serves,
  });
  return name;
}

/** A part that has it done, and may fail then, or see to the response itself. */
function declareActing(draft: Draft, action: string, answer: string): string {
  const { dice } = draft;
  const [id, step] = stepText(draft, "  ", action, "x");
  const body = [step];
  if (dice.chance(0.4)) body.push(failing(draft, "  ", "x", id));
  if (dice.chance(0.1)) body.push(answerText(draft, "  ", { answer, given: "x", id }));
  if (dice.chance(0.1)) body.push(closing(stepText(draft, "    ", answer, "x")[1]));
  return declarePart(draft, body);
}

function declarePart(draft: Draft, body: readonly string[]): string {
  const name = draft.fresh("pr");
  draft.declare(`private plan ${name}(x: String) {\n${body.join("\n")}\n}`);
  return name;
}

function closing(step: string): string {
  return `  finally {\n${step}\n  }`;
}

function stepText(
  draft: Draft,
  indent: string,
  callee: string,
  given: string,
  options = "",
): readonly [id: string, text: string] {
  const id = draft.fresh("st");
  return [id, `${indent}step ${id} = ${callee}(${given})${options}`];
}

/** Parts around a part: it is called in a loop, in a branch, in `finally`, before a `commit`, or before what may fail. */
function wrapped(draft: Draft, part: string): string {
  const { dice } = draft;
  if (!dice.chance(0.4)) return part;
  const [id, call] = stepText(draft, "  ", part, "x");
  const [, inner] = stepText(draft, "    ", part, "x");
  const body = dice.one([
    () => [call, failing(draft, "  ", "x", id)],
    () => [closing(inner)],
    () => [rounds(draft, "  ", part, "x")[1]],
    () => choice(draft, "  ", "x", inner),
    () => [call, "  commit", failing(draft, "  ", "x", id)],
  ])();
  return wrapped(draft, declarePart(draft, body));
}

/** A loop that calls something in each round. */
function rounds(
  draft: Draft,
  indent: string,
  callee: string,
  given: string,
  after = "",
): readonly [id: string, text: string] {
  const { dice } = draft;
  const [id, variable] = [draft.fresh("lp"), draft.fresh("v")];
  const over = dice.one([
    `1..${dice.within(1, 3)}`,
    `${given}.split(",").take(2)`,
    `[${given}]`,
    `[${given}].filter(v => v == "a")`,
  ]);
  const argument = over.startsWith("1") ? given : variable;
  const options = [after, dice.chance(0.15) ? "optional up to 50%" : ""].filter((one) => one !== "");
  const [, step] = stepText(draft, `${indent}  `, callee, argument);
  const inner = dice.chance(0.2) ? choice(draft, `${indent}  `, argument, `  ${step}`).join("\n") : step;
  const head = `${indent}step ${id} = for ${variable} in ${over}${dice.chance(0.4) ? " at once 1" : ""}`;
  return [id, `${head} {\n${inner}\n${indent}}${options.length === 0 ? "" : ` { ${options.join("  ")} }`}`];
}

/** A question to which the answer may be no. */
function asking(
  draft: Draft,
  indent: string,
  given: string,
  after?: string,
): readonly [ok: string, text: string] {
  const name = draft.capabilities.find((each) => each.name.startsWith("ask"))?.name ?? declareQuestion(draft);
  return stepText(draft, indent, name, given, after === undefined ? "" : ` { after ${after} }`);
}

function declareQuestion(draft: Draft): string {
  const name = draft.fresh("ask");
  draft.declare(`service ${name}(x: String) -> Bool { effect pure  latency <= 1s  clearance secret }`);
  draft.capabilities.push({
    name,
    kind: "service",
    effect: "pure",
    params,
    result: { is: "bool" },
    label: plain,
    undo: "none",
    confirms: false,
    fails: [],
    tags: [],
    serves: false,
  });
  return name;
}

function choice(draft: Draft, indent: string, given: string, inner: string): readonly string[] {
  const [ok, question] = asking(draft, indent, given);
  return [question, `${indent}when ${ok} {\n${inner}\n${indent}}`];
}

/** May end the plan by what data says, once something is done. */
function failing(draft: Draft, indent: string, given: string, after: string): string {
  const [ok, question] = asking(draft, indent, given, after);
  return `${question}\n${indent}when ${ok} {\n${indent}  fail "no"\n${indent}}`;
}

/** The call of a part: by itself or in rounds, optional, in its time, in a race, in a hold, or until an event. */
function callText(
  draft: Draft,
  { indent, safe, held }: Scope,
  part: string,
  given: string,
): { readonly id: string; readonly text: string } {
  const { dice } = draft;
  const [id, plainly] = stepText(draft, indent, part, given);
  const [looped, loop] = rounds(draft, indent, part, given);
  const inner = stepText(draft, `${indent}  `, part, given)[1].trim();
  const around = draft.fresh("ra");
  const pool = held.length === 0 && !safe ? poolFor(draft) : undefined;
  const ways = [
    { id, text: plainly },
    { id: looped, text: loop },
    { id, text: `${plainly} { optional }` },
    { id, text: `${plainly} { timeout ${dice.one(["1s", "10s"])} } else { yield none }` },
    {
      id: around,
      text: `${indent}step ${around} = first of { a${around} = { ${inner}  yield 1 }, b${around} = { wait ${dice.one(["1s", "30s"])}  yield 2 } }`,
    },
    ...(pool === undefined
      ? []
      : [
          {
            id,
            text: `${indent}with ${around} = ${pool.name} wait 1m for ${dice.one(["20s", "1h"])} {\n  ${stepNamed(indent, id, part, pool.kind === undefined || dice.chance(0.3) ? given : `${around}.id`)}\n${indent}}`,
          },
        ]),
  ];
  return dice.one(ways);
}

function stepNamed(indent: string, id: string, callee: string, given: string): string {
  return `${indent}step ${id} = ${callee}(${given})`;
}

/** The response: by itself, in rounds, in a part, or only if data says so. */
function answerText(
  draft: Draft,
  indent: string,
  { answer, given, id }: { readonly answer: string; readonly given: string; readonly id: string },
): string {
  const { dice } = draft;
  const after = ` { after ${id}${dice.chance(0.1) ? "  optional" : ""} }`;
  const inPart = (body: string): string =>
    stepText(draft, indent, declarePart(draft, [body]), given, after)[1];
  const inner = (): string => stepText(draft, "  ", answer, "x", dice.chance(0.25) ? " { optional }" : "")[1];
  return dice.one([
    () => stepText(draft, indent, answer, given, after)[1],
    () => inPart(inner()),
    () => inPart(stepText(draft, "  ", declarePart(draft, [inner()]), "x")[1]),
    () => rounds(draft, indent, answer, given, `after ${id}`)[1],
    () => inPart(rounds(draft, "  ", answer, "x")[1]),
    () => choice(draft, indent, given, stepText(draft, `${indent}  `, answer, given, after)[1]).join("\n"),
  ])();
}
