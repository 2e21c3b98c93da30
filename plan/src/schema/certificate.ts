import { certificatesFormat } from "../shapes/certificate.ts";
import type { JsonObject } from "../shapes/json.ts";
import { listOf, mapOf, number, object, ref, tagged, text } from "./build.ts";

const kind = (word: string) => ({ const: word });

/** `shapes/certificate.ts` in JSON Schema. */
export const certificateSchemas: JsonObject = {
  Certificates: object({ format: { const: certificatesFormat }, of: mapOf(ref("Certificate")) }),
  Figures: mapOf(
    object({}, { begun: number, spent: number, again: number, lasts: number, undoing: number, held: number }),
  ),
  Certificate: tagged(
    "kind",
    object({ kind: kind("order"), points: listOf(text) }),
    object({ kind: kind("response"), by: mapOf(text), figures: ref("Figures") }),
    object({ kind: kind("labels"), labels: mapOf(number), kinds: mapOf(number) }),
    object({ kind: kind("figures"), figures: ref("Figures") }),
    object({ kind: kind("evident") }),
  ),
};
