import type { ControlState } from "../state.ts";

export function isConsentDue(state: ControlState, name: string, due: number): boolean {
  const [user = "", scope = ""] = JSON.parse(name) as readonly string[];
  return state.users.get(user)?.consents.get(scope)?.until === due;
}
