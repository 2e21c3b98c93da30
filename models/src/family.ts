/**
 * The family of a model by its name: the letters before its first number or separator. Models that were trained by one
 * maker tend to make the same mistakes, so a verifier is of another family than the writer.
 *
 * `gpt-4o-mini` and `o3` are `gpt`; `claude-sonnet-4` is `claude`; `models/gemini-2.5-pro` is `gemini`.
 */
export function familyOf(model: string): string {
  const name = (model.split("/").at(-1) ?? model).toLowerCase();
  if (/^(?:o\d|chatgpt|codex|davinci)/u.test(name)) return "gpt";
  return /^[a-z]+/u.exec(name)?.[0] ?? name;
}
