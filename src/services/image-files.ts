import { dirname } from "node:path";
import type { GeneratedFile } from "../value/generated-file.ts";
import type { OwnProgram } from "../value/own-program.ts";
import type { PlanFile } from "./plan-file.ts";
import { planJson } from "./plan-json.ts";
import type { Unit } from "./service.ts";

interface FileFacts {
  /** Where all but the state folder lies. */
  readonly folder: string;
  readonly program: OwnProgram;
  /** The package. */
  readonly bash: string;
  /** Whether the container runs as another user than root. /run is then for everybody, as a tmpfs in its place will be. */
  readonly ofUser: boolean;
}

/** What s6-svscan runs when it hears a signal; `finish` at its end. */
const SCANNER_LINKS = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "finish"];

/** The files of an image with services, folders before what is in them. The program knows by its name what it is to do. */
export function imageFiles(
  plan: PlanFile,
  units: readonly Unit[],
  { folder, program, bash, ofUser }: FileFacts,
): GeneratedFile[] {
  const services = units.filter(({ service }) => service !== undefined);
  const hasPrefix = Object.values(plan.units).some(({ service }) => service?.logPrefix !== undefined);
  const withScripts = services.filter(({ service }) => service?.scripts.size !== 0);
  return [
    directory(folder),
    { type: "program", path: `${folder}/init`, mode: 0o755, program, ...ROOT },
    link(`${folder}/unit`, "init"),
    textFile(`${folder}/plan.json`, planJson(plan)),
    ...(withScripts.length === 0 ? [] : [directory(`${folder}/units`)]),
    ...withScripts.flatMap((unit) => scripts(unit, folder, bash)),
    directory(`${folder}/scan`),
    directory(`${folder}/scan/.s6-svscan`),
    ...SCANNER_LINKS.map((name) => link(`${folder}/scan/.s6-svscan/${name}`, "../../init")),
    // Of these names no unit is.
    ...ownService(`${folder}/scan/manager`),
    ...(hasPrefix ? ownService(`${folder}/scan/logger`) : []),
    ...services.flatMap((unit) => supervised(unit, `${folder}/scan/${unit.name}`)),
    ...(ofUser ? [directory(dirname(plan.stateFolder), 0o1777)] : []),
    directory(plan.stateFolder, 0o1777),
  ];
}

function scripts({ name, service }: Unit, folder: string, bash: string): GeneratedFile[] {
  const files = [...(service?.scripts ?? [])].map(([file, text]) => {
    const ended = text.endsWith("\n") ? text : `${text}\n`;
    return textFile(`${folder}/units/${name}/${file}`, `#!${bash}/bin/bash\nset -e\n${ended}`, 0o755);
  });
  return [directory(`${folder}/units/${name}`), ...files];
}

/** What s6-supervise starts at once, and again when it ends. */
function ownService(scan: string): GeneratedFile[] {
  return [directory(scan), link(`${scan}/run`, "../../init"), link(`${scan}/finish`, "../../init")];
}

/** What s6-supervise wants of a service: nothing starts by itself, and what ends has all the time it needs. */
function supervised({ service }: Unit, scan: string): GeneratedFile[] {
  return [
    ...ownService(scan),
    textFile(`${scan}/down`, ""),
    textFile(`${scan}/timeout-finish`, "0\n"),
    ...(service?.execLogger === undefined ? [] : [directory(`${scan}/log`), link(`${scan}/log/run`, "../../../init")]),
  ];
}

const ROOT = { uid: 0, gid: 0 };

function textFile(path: string, text: string, mode = 0o644): GeneratedFile {
  return { type: "file", path, text, mode, ...ROOT };
}

function directory(path: string, mode = 0o755): GeneratedFile {
  return { type: "directory", path, mode, ...ROOT };
}

function link(path: string, target: string): GeneratedFile {
  return { type: "symlink", path, target, ...ROOT };
}
