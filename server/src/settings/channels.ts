import type { JsonObject } from "@orchlang/plan";
import { list, record, text } from "../schemas.ts";

/**
 * Where notifications go. Whatever gives access (secrets, passwords, addresses of chat rooms) is in environment variables
 * that the settings name, so that neither the file nor the journal has it.
 */
export type ChannelSettings = WebhookSettings | MailSettings | ChatSettings;

/** A signed request (Standard Webhooks 1.0). */
interface WebhookSettings {
  readonly kind: "webhook";
  readonly url: string;
  readonly secretVariable: string;
}

/** An e-mail by SMTP. */
export interface MailSettings {
  readonly kind: "email";
  /** `smtps://mail.example.com:465`, or `smtp://` where the server offers TLS by STARTTLS. */
  readonly server: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly userVariable?: string;
  readonly passwordVariable?: string;
}

/** A text to a chat room: `{"text": "…"}`, as Slack, Mattermost and others take it. */
interface ChatSettings {
  readonly kind: "chat";
  readonly urlVariable: string;
}

const url: JsonObject = { type: "string", pattern: "^https?://[^\\s]+$" };
const variable: JsonObject = { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$" };

export const channelSchema: JsonObject = {
  anyOf: [
    record({ kind: { const: "webhook" }, url, secretVariable: variable }),
    record(
      {
        kind: { const: "email" },
        server: { type: "string", pattern: "^smtps?://[^\\s/@]+$" },
        from: text,
        to: { ...list(text), minItems: 1, maxItems: 50 },
        userVariable: variable,
        passwordVariable: variable,
      },
      ["userVariable", "passwordVariable"],
    ),
    record({ kind: { const: "chat" }, urlVariable: variable }),
  ],
};

/** The environment variables that a channel names. */
export function variablesOfChannel(channel: ChannelSettings): readonly string[] {
  if (channel.kind === "webhook") return [channel.secretVariable];
  if (channel.kind === "chat") return [channel.urlVariable];
  return [channel.userVariable, channel.passwordVariable].filter((name) => name !== undefined);
}

/** True if nobody between can read or change what is sent there: TLS, or this machine. */
export function isPrivate(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return (
    ["https:", "wss:", "mqtts:"].includes(protocol) || ["127.0.0.1", "[::1]", "localhost"].includes(hostname)
  );
}
