// Canonical JSON and identity.
export {
  asJson,
  canonical,
  canonicalBytes,
  sha256Bytes,
  sha256Hex,
  UncanonicalValue,
} from "./canonical/canonical.ts";
export {
  jsonDepthMax,
  jsonNodesMax,
  type NotJson,
  notJson,
  placeInWords,
  pointer,
  type Segment,
} from "./canonical/not-json.ts";
