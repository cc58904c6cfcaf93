import { pb } from "@moby/buildkit-proto";
import { digestOf } from "../../src/llb/digest.ts";

/**
 * One line per op, for golden files and for people: its number, its inputs (`#op` or `#op.output`), what it does, and in
 * quotes its name. Places follow as `@ file:line`.
 *
 *     #1 source local://context local.session=s1 "[internal] load build context" @ web.ts:3
 *     #2 exec /bin/unpack / <- #1 ro, /out <- scratch => 0, network none
 *     => #2
 */
export function printDefinition(definition: pb.Definition.$Properties): string {
  const ops = (definition.def ?? []).map((bytes) => ({ digest: digestOf(bytes), op: pb.Op.decode(bytes) }));
  const numbers = new Map(ops.map(({ digest }, position) => [digest as string, position + 1]));
  const inputName = ({ digest, index }: pb.Input.$Properties) =>
    `#${numbers.get(digest ?? "") ?? "?"}${index ? `.${index}` : ""}`;

  const lines = ops.map(({ digest, op }, position) => {
    const inputs = op.inputs.map(inputName);
    if (position === ops.length - 1) return `=> ${inputs.join(" ")}`;
    const metadata = definition.metadata?.[digest] ?? {};
    const name = metadata.description?.["llb.customname"];
    const platform = op.platform?.OS ? ` [${platformText(op.platform)}]` : "";
    const flags = metadata.ignoreCache ? " !cache" : "";
    const quoted = name === undefined ? "" : ` ${JSON.stringify(name)}`;
    return `#${position + 1} ${describe(op, inputs)}${platform}${flags}${quoted}${placesText(definition, digest)}`;
  });
  return lines.length === 0 ? "=> scratch\n" : `${lines.join("\n")}\n`;
}

function describe(op: pb.Op, inputs: readonly string[]): string {
  const state = (index: number | null | undefined) =>
    inputs[index ?? 0] ?? (index === -1 ? "scratch" : `step ${index}`);
  if (op.source) {
    const attributes = Object.entries(op.source.attrs ?? {}).map(([key, value]) => ` ${key}=${value}`);
    return `source ${op.source.identifier}${attributes.join("")}`;
  }
  if (op.exec) {
    const mounts = (op.exec.mounts ?? []).map((mount) => mountText(mount, state(mount.input)));
    const network = ["sandbox", "host", "none"][op.exec.network ?? 0];
    return `exec ${(op.exec.meta?.args ?? []).join(" ")} ${mounts.join(", ")}, network ${network}`;
  }
  if (op.file)
    return `file ${(op.file.actions ?? []).map((action) => actionText(action, state, inputs.length)).join("; ")}`;
  if (op.merge) return `merge ${inputs.join(" ")}`;
  if (op.diff) return `diff ${state(op.diff.lower?.input)} ${state(op.diff.upper?.input)}`;
  return `unknown ${inputs.join(" ")}`;
}

function mountText(mount: pb.Mount.$Properties, from: string): string {
  const type = ["", " secret", " ssh", " cache", " tmpfs"][mount.mountType ?? 0];
  const selector = mount.selector ? `:${mount.selector}` : "";
  const source = mount.mountType ? type : ` <- ${from}${selector}`;
  const output = mount.output === -1 ? "" : ` => ${mount.output ?? 0}`;
  return `${mount.dest}${source}${mount.readonly ? " ro" : ""}${output}`;
}

function actionText(
  action: pb.FileAction.$Properties,
  state: (index: number | null | undefined) => string,
  inputCount: number,
): string {
  const base = (action.input ?? 0) < inputCount ? `${state(action.input)} ` : "";
  if (action.copy) return `${base}copy ${state(action.secondaryInput)}:${action.copy.src} ${action.copy.dest}`;
  if (action.mkfile)
    return `${base}mkfile ${action.mkfile.path} ${mode(action.mkfile.mode)} ${action.mkfile.data?.length ?? 0} B`;
  if (action.mkdir) return `${base}mkdir ${action.mkdir.path} ${mode(action.mkdir.mode)}`;
  if (action.symlink) return `${base}symlink ${action.symlink.newpath} -> ${action.symlink.oldpath}`;
  return `${base}rm ${action.rm?.path}`;
}

const mode = (bits: number | null | undefined) => `0${(bits ?? 0).toString(8)}`;

function platformText({ OS, Architecture, Variant }: pb.Platform.$Properties): string {
  return [OS, Architecture, Variant].filter(Boolean).join("/");
}

function placesText(definition: pb.Definition.$Properties, digest: string): string {
  const locations = definition.Source?.locations?.[digest]?.locations ?? [];
  const places = locations.flatMap(({ sourceIndex, ranges }) =>
    (ranges ?? []).map((range) => `${definition.Source?.infos?.[sourceIndex ?? 0]?.filename}:${range.start?.line}`),
  );
  return places.length === 0 ? "" : ` @ ${places.join(" ")}`;
}
