import type { Json, JsonObject, PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import { entryParameters } from "@orchlang/runtime/admission";
import fc from "fast-check";
import { anythingOf } from "./answers/anything.ts";
import { sourceFor } from "./answers/cooperate.ts";
import { startDefault } from "./defaults.ts";
import type { SeenCall } from "./exploration/case.ts";
import { baseCase, inputOf } from "./exploration/data.ts";
import { kindsAt } from "./exploration/kinds.ts";
import { type Improvise, Stage } from "./exploration/stage.ts";
import type { SimulatedWorld } from "./world.ts";

type File = Pick<PlanFile, "plan" | "id">;

const nothingBeside: ScenarioContext = { flags: [], kinds: {}, schemas: {} };
const variations = 1_000;

/** Inputs that a plan's parameters admit, plain ones and odd ones; they shrink to the plainest. */
export function inputsOf(file: File, context = nothingBeside): fc.Arbitrary<JsonObject> {
  const stage = new Stage(file, context);
  const made = fc.nat(variations).map((variation) => inputOf(stage, variation));
  const start = { now: startDefault, variation: 1 };
  const source = sourceFor(file.plan, context, "input", start);
  const any = entryParameters(file.plan).map(
    ({ name, schema }) => [name, anythingOf(schema, source)] as const,
  );
  return fc.oneof(made, fc.record(Object.fromEntries(any))).filter((input) => stage.admits(input));
}

/**
 * The random choices of a world: the percentage of calls at which something goes wrong, and the numbers that decide
 * which.
 */
interface Drawn {
  readonly input: JsonObject;
  readonly share: number;
  readonly salt: number;
}

/**
 * Worlds in which calls of a plan fail, people refuse approvals, calls run out of time, answer late or twice, or anything that their types allow, and
 * processes die, each as it can. One world gives one run, however often it is played; they shrink to a world in which nothing goes wrong.
 */
export function worldsOf(file: File, context = nothingBeside): fc.Arbitrary<SimulatedWorld> {
  const stage = new Stage(file, context);
  // With these answers the goal is met where nothing goes wrong.
  const { variation } = baseCase(stage).one;
  const drawn: fc.Arbitrary<Drawn> = fc.record({
    input: inputsOf(file, context),
    share: fc.nat(30),
    salt: fc.nat(0xffff),
  });
  const oddResult = ({ capability: name, args }: SeenCall, number: number): Json | undefined => {
    const capability = file.plan.capabilities[name];
    return capability === undefined ? undefined : stage.anythingFrom(capability, args, number);
  };
  return drawn.map(({ input, share, salt }) => {
    const improvise: Improvise = (call) => {
      const number = hashed(`${salt} ${call.point}`);
      const odd =
        "role" in call || hashed(`${salt} any ${call.callSite}`) % 100 >= share
          ? undefined
          : oddResult(call, hashed(`${salt} ${call.callSite}`));
      if (number % 100 >= share) return odd === undefined ? {} : { ok: odd };
      const kinds = kindsAt(file.plan, call);
      const fault = kinds[Math.floor(number / 100) % Math.max(1, kinds.length)];
      return fault === undefined ? {} : { fault };
    };
    return stage.world(input, variation, improvise);
  });
}

/** FNV-1a. */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}
