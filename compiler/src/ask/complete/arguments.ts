import { resolvePath } from "../../2-resolve/check-mentions.ts";
import { showType } from "../../3-check/types/show.ts";
import type { Filled } from "./gap.ts";
import { type Item, ranks } from "./item.ts";
import { paramsOf } from "./mentions.ts";

/** Between the brackets of a call: the parameters that have no argument yet. */
export function argumentItems({ look, way }: Filled): readonly Item[] {
  const [call, argument, value] = way.slice(-3);
  if (call?.kind !== "invocation" || argument?.kind !== "argument") return [];
  if (argument.form === "named" || value !== argument.value) return [];
  const { program, names } = look.module;
  const called = resolvePath(call.path, names, program.resolved.names);
  const params = called === undefined ? [] : paramsOf(called, look.module);
  const index = call.arguments.indexOf(argument);
  const given = new Set(call.arguments.flatMap(({ name }) => (name === undefined ? [] : [name.text])));
  const behind = call.arguments.slice(0, index).some(({ form }) => form !== "positional");
  const open = params.slice(behind ? 0 : index);
  return open
    .filter(({ name }) => !given.has(name))
    .map(({ name, type }) => ({
      label: `${name}:`,
      kind: "parameter",
      detail: showType(type),
      text: `${name}: `,
      rank: ranks.argument,
    }));
}
