import type { GeneratedFile } from "../../value/generated-file.ts";
import { type BootCall, ownerArguments, pathCall, patternCall, printfText, shellText } from "./boot-call.ts";
import { folderOf, linkOf, overwritten, owned, writtenFile } from "./image-file.ts";
import type { RuleType, TmpfilesRule } from "./rule.ts";

/** What lines of a type do: at boot, by the functions of boot-functions.ts, and to files of the image. */
export interface RuleKind {
  /** What the argument is, where it has one: bytes of a file, what a link leads to, what is copied. */
  readonly argument?: "bytes" | "target" | "source";
  readonly takesPattern?: true;
  /** It changes what is there, whatever line made it, and so comes after that line: the first of these first. */
  readonly adjusts?: 1 | 2;
  /** What it takes away, before any line makes something. */
  readonly removal?: (rule: TmpfilesRule) => BootCall;
  readonly creation?: (rule: TmpfilesRule) => BootCall;
  /** The test of bash for what it makes. */
  readonly test?: "-d" | "-f" | "-p" | "-L";
  /** The lines of bash that, with `+`, put it in the place of what is there; what is right already stays. */
  readonly replacing?: (rule: TmpfilesRule, lines: readonly string[]) => readonly string[];
  /** The file that it makes in the image; undefined where it has to be made at boot. */
  readonly imageFile?: (rule: TmpfilesRule, path: string) => GeneratedFile | undefined;
  /** What it makes of a file of the image; undefined where that is known at boot only. */
  readonly adjusted?: (rule: TmpfilesRule, file: GeneratedFile) => GeneratedFile | undefined;
}

/** The types of lines, by their letters. */
export const RULE_KINDS: { readonly [Type in RuleType]: RuleKind } = {
  d: {
    creation: (rule) => pathCall(rule, "directory", ...ownerArguments(rule, ":755")),
    test: "-d",
    imageFile: folderOf,
  },
  D: {
    removal: (rule) => pathCall(rule, "empty"),
    creation: (rule) => pathCall(rule, "directory", ...ownerArguments(rule, ":755")),
    test: "-d",
  },
  e: {
    takesPattern: true,
    creation: (rule) => patternCall(rule, "existing", ...ownerArguments(rule)),
    adjusted: (rule, file) => (file.type === "directory" ? owned(rule, file) : undefined),
  },
  f: {
    argument: "bytes",
    creation: (rule) => ({
      ...pathCall(rule, rule.force ? "contents" : "file", ...ownerArguments(rule, ":644"), bytesOf(rule)),
      needs: ["file"],
    }),
    test: "-f",
    imageFile: writtenFile,
  },
  w: {
    argument: "bytes",
    takesPattern: true,
    creation: (rule) => patternCall(rule, rule.force ? "append" : "write", bytesOf(rule)),
    adjusted: overwritten,
  },
  p: {
    creation: (rule) => pathCall(rule, "fifo", ...ownerArguments(rule, ":644")),
    test: "-p",
    replacing: ({ path }, [first = "", ...rest]) => [`[[ -p ${shellText(path)} ]] || ${first}`, ...rest],
  },
  L: {
    argument: "target",
    creation: (rule) => {
      const [, ...owner] = ownerArguments(rule);
      return pathCall(rule, "symlink", "-", ...owner, targetOf(rule));
    },
    test: "-L",
    replacing: (rule, lines) => [
      `if [[ $(readlink ${shellText(rule.path)}) != ${targetOf(rule)} ]]; then`,
      ...lines.slice(0, -1).map((line) => `  ${line}`),
      "fi",
      ...lines.slice(-1),
    ],
    imageFile: linkOf,
  },
  C: {
    argument: "source",
    creation: (rule) => pathCall(rule, "copy", ...ownerArguments(rule), targetOf(rule)),
  },
  r: { takesPattern: true, removal: (rule) => patternCall(rule, "remove") },
  R: { takesPattern: true, removal: (rule) => patternCall(rule, "remove_all") },
  z: {
    takesPattern: true,
    adjusts: 1,
    creation: (rule) => pathCall(rule, "base", "adjust", ...ownerArguments(rule)),
    adjusted: owned,
  },
  Z: {
    takesPattern: true,
    adjusts: 2,
    creation: (rule) => patternCall(rule, "adjust_all", ...ownerArguments(rule)),
  },
};

const bytesOf = ({ argument }: TmpfilesRule): string => printfText(argument ?? []);
const targetOf = ({ argument }: TmpfilesRule): string => shellText(argument ?? []);
