// Canonical JSON and identity.
export { canonical, canonicalBytes, UncanonicalValue } from "./canonical/canonical.ts";
export { asJson, sha256Bytes, sha256Hex } from "./canonical/hash.ts";
export { jsonDepthMax, jsonNodesMax } from "./canonical/limits.ts";
export { type NotJson, notJson } from "./canonical/not-json.ts";
export { placeInWords, pointer, type Segment } from "./canonical/pointer.ts";
