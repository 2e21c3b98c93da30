import type { HandlerContext } from "@orchlang/runtime/handler";
import { type Figures, figures } from "./figures.ts";
import { putMessage, removeMessage } from "./mail.ts";
import { strayIn } from "./stray.ts";

/** `tool figures_of`. */
export function figuresOf({ week }: { week: string }): Promise<Figures> {
  return figures(week);
}

/** `tool stray_numbers`. */
export function strayNumbers({ figures, text }: { figures: Figures; text: string }): readonly string[] {
  return strayIn(text, figures);
}

/** `service put_in_outbox`. */
export async function putInOutbox(
  { to, subject, text, at }: { to: string; subject: string; text: string; at: string },
  context: HandlerContext,
): Promise<{ message: string }> {
  return { message: await putMessage({ key: context.key, to, subject, text, at }) };
}

/** `service take_back`. */
export function takeBack({ message }: { message: string }): Promise<void> {
  return removeMessage(message);
}
