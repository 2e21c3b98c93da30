/**
 * An address as mail systems take it (RFC 5321's lengths, RFC 5322's dot-atom; letters of all scripts, RFC 6531).
 * Quoted local parts and addresses in brackets are refused: nobody means them.
 */
export function isEmail(text: string): boolean {
  if (text.length > 254) return false;
  const at = text.lastIndexOf("@");
  if (at < 1 || at > 64) return false;
  return localForm.test(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

const localForm = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const labelForm = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;

function isDomain(text: string): boolean {
  const labels = text.split(".");
  return labels.length > 1 && labels.every((label) => label.length <= 63 && labelForm.test(label));
}

/** An absolute URL (WHATWG) with its scheme, without white space. */
export function isUrl(text: string): boolean {
  return /^[a-zA-Z][a-zA-Z\d+.-]*:[^\s]+$/.test(text) && text.length <= 8_192 && URL.canParse(text);
}
