import type { JsonObject } from "../shapes/json.ts";
import { mapOf, number, object, oneOf, ref, tagged, text, yes } from "./build.ts";

const kind = (word: string) => ({ const: word });

/** `shapes/certificate.ts` in JSON Schema. */
export const certificateSchemas: JsonObject = {
  FlatLabel: object({ confidentiality: ref("Confidentiality") }, { untrusted: yes }),
  LabelShape: object(
    { confidentiality: ref("Confidentiality") },
    { untrusted: yes, fields: mapOf(ref("LabelShape")), items: ref("LabelShape") },
  ),
  RoutineLabels: object({
    params: mapOf(ref("LabelShape")),
    result: ref("LabelShape"),
    called: ref("FlatLabel"),
    ends: ref("FlatLabel"),
    fails: ref("FlatLabel"),
    nodes: mapOf(ref("LabelShape")),
    variables: mapOf(ref("LabelShape")),
  }),
  Certificate: tagged(
    "kind",
    object({ kind: kind("absent") }),
    object({ kind: kind("dominator"), before: mapOf(oneOf(text, object({ callers: yes }))) }),
    object({ kind: kind("count"), most: mapOf(number) }),
    object({ kind: kind("labels"), routines: mapOf(ref("RoutineLabels")), kinds: mapOf(ref("LabelShape")) }),
    object({ kind: kind("bound"), most: mapOf(number), atOnce: mapOf(number), undoing: mapOf(number) }),
    object({ kind: kind("latency"), lasts: mapOf(number), unwinds: mapOf(number) }),
    object({ kind: kind("demand"), most: mapOf(number) }),
    object({ kind: kind("decided") }),
    object({ kind: kind("stated") }),
  ),
};
