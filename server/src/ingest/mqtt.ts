import type { IClientOptions, IPublishPacket, MqttClient } from "mqtt";
import { listenTimeoutMs, reconnectMs } from "./limits.ts";
import { type Listener, type Listening, reason, type Secrets } from "./listener.ts";
import type { MqttSettings } from "./settings.ts";

/** Subscribes at a broker. The library connects again by itself, and is loaded with the first broker. */
export function subscribed(settings: MqttSettings, secret: Secrets, listener: Listener): Listening {
  let isOpen = true;
  let close = (): void => undefined;
  let failure = "no connection";
  const state = (problem: string | undefined): void => {
    if (isOpen) listener.state(problem);
  };
  void import("mqtt").then(({ default: mqtt }) => {
    if (!isOpen) return;
    try {
      const client = mqtt.connect(settings.url, optionsOf(settings, secret));
      close = acknowledge(client, listener, settings.client !== undefined);
      client.on("connect", () => {
        client.subscribe([...settings.topics], { qos: 1 }, (error, _asked, packet) => {
          if (error !== null) state(refusedIn(settings.topics, packet?.granted ?? []));
          else state(undefined);
        });
      });
      client.on("error", (error) => {
        failure = reason(error);
      });
      client.on("close", () => {
        state(failure);
        failure = "no connection";
      });
    } catch {
      // TLS reads the certificates at once.
      state("the certificates cannot be used");
    }
  });
  return {
    close: () => {
      isOpen = false;
      close();
    },
  };
}

function optionsOf(settings: MqttSettings, secret: Secrets): IClientOptions {
  const { user, version = 4, client } = settings;
  const given = {
    username: user,
    password: secret(settings.secretVariable),
    ca: secret(settings.caVariable),
    cert: secret(settings.certificateVariable),
    key: secret(settings.keyVariable),
    clientId: client,
  };
  return {
    reconnectPeriod: reconnectMs,
    connectTimeout: listenTimeoutMs,
    resubscribe: false,
    protocolVersion: version,
    clean: client === undefined,
    ...(version === 5 && client !== undefined ? { properties: { sessionExpiryInterval: forEver } } : {}),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** In MQTT 5: until the broker's own limit. */
const forEver = 0xffff_ffff;

/** Codes of 128 and more are failures in both versions. */
function refusedIn(topics: readonly string[], granted: readonly (number | object)[]): string {
  const refused = topics.filter((_topic, at) => Number(granted[at]) >= 0x80);
  return `the broker refused ${refused.length === 0 ? "the topics" : refused.join(", ")}`;
}

/** A message that the broker may send again. */
interface Unacknowledged {
  readonly id: string;
  readonly packet: IPublishPacket;
}

/**
 * Hands on one message after another: the broker keeps the next ones meanwhile. Each is acknowledged once it is taken. If it
 * cannot be, a broker that keeps what `client` misses is left, so that it sends again. Returns how to end.
 */
function acknowledge(client: MqttClient, listener: Listener, isKept: boolean): () => void {
  let isOpen = true;
  let busy = 0;
  let last: Unacknowledged | undefined;
  client.on("connect", ({ sessionPresent }) => {
    if (!sessionPresent) last = undefined;
  });
  const end = (): void => {
    // A connection in order ends after the last acknowledgement.
    client.end(!client.connected);
  };
  const take = async (packet: IPublishPacket, done: () => void): Promise<void> => {
    const { stream } = client;
    // In a session the broker reuses a message's number only after the acknowledgement, and that was not sent.
    const again = last !== undefined && isSame(packet, last.packet) ? last : undefined;
    const own = again ?? { id: crypto.randomUUID(), packet };
    if (packet.qos > 0) last = own;
    const { topic, payload, retain } = packet;
    const isTaken = await listener.message({
      body: Buffer.from(payload),
      headers: { topic, retained: `${retain}` },
      id: own.id,
      isSentAgain: isKept && packet.qos > 0,
    });
    // A later connection has messages of its own under this number.
    if (client.stream !== stream || !client.connected) return;
    if (!isTaken && isKept && packet.qos > 0) {
      stream.destroy();
      return;
    }
    if (last === own) last = undefined;
    done();
  };
  client.handleMessage = (packet, done) => {
    if (!isOpen) return;
    busy += 1;
    void take(packet, done).finally(() => {
      busy -= 1;
      if (!isOpen && busy === 0) end();
    });
  };
  return () => {
    isOpen = false;
    if (busy === 0) end();
  };
}

function isSame(one: IPublishPacket, other: IPublishPacket): boolean {
  return (
    one.messageId === other.messageId &&
    one.topic === other.topic &&
    Buffer.from(one.payload).equals(Buffer.from(other.payload))
  );
}
