import type { GeneratedFile } from "../../value/generated-file.ts";
import { plainText, type TmpfilesRule } from "./rule.ts";

/** The folder that a line makes. */
export const folderOf = (rule: TmpfilesRule, path: string): GeneratedFile => ({
  ...common(rule, path),
  type: "directory",
  mode: rule.mode?.bits ?? 0o755,
});

/** The link that a line makes; undefined where what it leads to, or whether it is made, is known at boot only. */
export function linkOf(rule: TmpfilesRule, path: string): GeneratedFile | undefined {
  const target = plainText(rule.argument ?? []);
  if (target === undefined || rule.ifTargetExists) return undefined;
  return { ...common(rule, path), type: "symlink", target };
}

/** The file that a line makes; undefined where its bytes are known at boot only, or are no UTF-8. */
export function writtenFile(rule: TmpfilesRule, path: string): GeneratedFile | undefined {
  const text = textOf(plainText(rule.argument ?? []));
  return text === undefined ? undefined : { ...common(rule, path), type: "file", mode: rule.mode?.bits ?? 0o644, text };
}

/** A file with what a line writes over its beginning, or with `+` at its end; undefined as for `writtenFile`. */
export function overwritten(rule: TmpfilesRule, file: GeneratedFile): GeneratedFile | undefined {
  const bytes = plainText(rule.argument ?? []);
  if (file.type !== "file" || bytes === undefined) return undefined;
  const old = Buffer.from(file.text, "utf8").toString("latin1");
  const text = textOf(rule.force ? old + bytes : bytes + old.slice(bytes.length));
  return text === undefined ? undefined : { ...file, text };
}

/** A file with the owner and mode of a line, as far as it says them for what is there already. */
export function owned({ user, group, mode }: TmpfilesRule, file: GeneratedFile): GeneratedFile {
  const changed = {
    ...file,
    ...(user === undefined || user.onlyNew ? {} : { uid: user.id }),
    ...(group === undefined || group.onlyNew ? {} : { gid: group.id }),
  };
  if (changed.type === "symlink" || mode === undefined || mode.onlyNew) return changed;
  return { ...changed, mode: mode.bits };
}

const common = ({ user, group }: TmpfilesRule, path: string) => ({ path, uid: user?.id ?? 0, gid: group?.id ?? 0 });

/** Bytes as text, if they are UTF-8. */
function textOf(bytes: string | undefined): string | undefined {
  const raw = Buffer.from(bytes ?? "", "latin1");
  const text = raw.toString("utf8");
  return bytes !== undefined && Buffer.from(text, "utf8").equals(raw) ? text : undefined;
}
