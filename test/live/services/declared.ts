import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { S6ServiceOptions, ServiceOptions, TargetOptions, TimerOptions } from "../../../src/services/unit.ts";
import { build, docker, dockerOutput, type Finished, FRONTEND } from "../engine.ts";
import { Container } from "./container.ts";

/** Options of a declaration that are about services; the others are as they come. */
export interface Declared {
  readonly systemd?: {
    readonly services?: Readonly<Record<string, ServiceOptions>>;
    readonly targets?: Readonly<Record<string, TargetOptions>>;
    readonly timers?: Readonly<Record<string, TimerOptions>>;
    readonly [option: string]: unknown;
  };
  readonly s6?: { readonly services: Readonly<Record<string, S6ServiceOptions>> };
  readonly [option: string]: unknown;
}

/** What every declaration of the tests has: programs to look with, and somebody to be. */
const COMMON = `({ pkgs, lib }) => ({
  environment: {
    systemPackages: [
      pkgs.bash, pkgs.coreutils, pkgs.findutils, pkgs.gnugrep, pkgs.gnused, pkgs["util-linux"], pkgs.procps, pkgs.socat,
    ],
  },
  users: {
    users: {
      web: { isSystemUser: true, uid: 990, group: "web", extraGroups: ["data"], home: "/var/lib/web" },
      other: { isSystemUser: true, uid: 992, group: "web" },
    },
    groups: { web: { gid: 991 }, data: { gid: 500 }, logs: { gid: 501 } },
  },
  systemd: { logPrefix: lib.mkDefault(false) },
})`;

/** The text of a declaration that says these options, and what all of them have; the string "pkgs.hello" is a package. */
function declarationOf(config: Declared): string {
  const options = JSON.stringify(config, undefined, 2).replaceAll(/"pkgs\.([\w-]+)"/g, 'pkgs["$1"]');
  return `// syntax=decl/frontend
import { image } from "decl";

const common = ${COMMON};

export default image({ imports: [common, ({ pkgs }) => (${options})] });
`;
}

const built = new Map<string, Promise<{ readonly image: string; readonly output: string }>>();

/** Builds options through the frontend, once, from a declaration; the image's name says what is in it. */
export function buildDeclared(config: Declared): Promise<{ readonly image: string; readonly output: string }> {
  const text = declarationOf(config);
  const image = built.get(text) ?? mustBuild(config);
  built.set(text, image);
  return image;
}

async function mustBuild(config: Declared): Promise<{ readonly image: string; readonly output: string }> {
  const { image, ...built } = await tryDeclared(config);
  expect(built.code, built.output).toBe(0);
  return { image, output: built.output };
}

/** The same for options that may be wrong. */
export async function tryDeclared(config: Declared): Promise<Finished & { readonly image: string }> {
  const text = declarationOf(config);
  const image = `live-declared-${createHash("sha256").update(FRONTEND).update(text).digest("hex").slice(0, 12)}`;
  const options = ["--provenance=false", "-t", image];
  const built = await build({ files: { "image.ts": text }, options, debug: true });
  return { ...built, image };
}

interface RunOptions {
  /** Of `docker run`. */
  readonly docker?: readonly string[];
  readonly args?: readonly string[];
}

/** Builds options and runs them to their end: the exit code, what was written, and without what the init said. */
export async function runDeclared(
  config: Declared,
  { docker: options = [], args = [] }: RunOptions = {},
): Promise<Finished & { readonly lines: readonly string[] }> {
  const { image } = await buildDeclared(config);
  const finished = await docker(["run", "--rm", ...options, image, ...args]);
  return { ...finished, lines: linesOf(finished.output) };
}

/** Builds options and starts them; the container goes on beside the test. */
export async function startDeclared(
  config: Declared,
  { docker: options = [], args = [] }: RunOptions = {},
): Promise<Container> {
  const { image } = await buildDeclared(config);
  const output = await dockerOutput(["run", "-d", ...options, image, ...args]);
  return new Container(output.trim().split("\n").at(-1) ?? "");
}

/** What services wrote. */
export function linesOf(output: string): string[] {
  return output.split("\n").filter((line) => line !== "" && !line.startsWith("init: "));
}

/** A service that runs a script once. */
export function oneshot(script: string, more: ServiceOptions = {}): ServiceOptions {
  return { script, ...more, serviceConfig: { Type: "oneshot", ...more.serviceConfig } };
}
