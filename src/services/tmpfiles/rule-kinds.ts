import type { GeneratedFile } from "../../value/generated-file.ts";
import { folderOf, linkOf, overwritten, owned, writtenFile } from "./image-file.ts";
import type { RuleType, TmpfilesRule } from "./rule.ts";

/** What lines of a type do, when a container starts and to files of the image. */
export interface RuleKind {
  /** What the argument is, where it has one: bytes of a file, what a link leads to, what is copied. */
  readonly argument?: "bytes" | "target" | "source";
  readonly takesPattern?: true;
  /** It is for all that is below its path too. */
  readonly isForAllBelow?: true;
  /** It changes what is there, whatever line made it, and so comes after that line: the first of these first. */
  readonly adjusts?: 1 | 2;
  /** Whether it takes something away, before any line makes something. */
  readonly removes?: true;
  readonly makes?: true;
  /** The mode of what it makes where the line says none. */
  readonly mode?: number;
  /** Whether `=` makes way for it. */
  readonly canMakeWay?: true;
  /** Whether `+` means something. */
  readonly canForce?: true;
  /** The file that it makes in the image; undefined where it has to be made at boot. */
  readonly imageFile?: (rule: TmpfilesRule, path: string) => GeneratedFile | undefined;
  /** What it makes of a file of the image; undefined where that is known at boot only. */
  readonly adjusted?: (rule: TmpfilesRule, file: GeneratedFile) => GeneratedFile | undefined;
}

/** The types of lines, by their letters. */
export const RULE_KINDS: { readonly [Type in RuleType]: RuleKind } = {
  d: { makes: true, mode: 0o755, canMakeWay: true, imageFile: folderOf },
  D: { isForAllBelow: true, removes: true, makes: true, mode: 0o755, canMakeWay: true },
  e: {
    takesPattern: true,
    makes: true,
    adjusted: (rule, file) => (file.type === "directory" ? owned(rule, file) : undefined),
  },
  f: { argument: "bytes", makes: true, mode: 0o644, canMakeWay: true, canForce: true, imageFile: writtenFile },
  w: { argument: "bytes", takesPattern: true, makes: true, canForce: true, adjusted: overwritten },
  p: { makes: true, mode: 0o644, canMakeWay: true, canForce: true },
  L: { argument: "target", makes: true, canMakeWay: true, canForce: true, imageFile: linkOf },
  C: { argument: "source", makes: true },
  r: { takesPattern: true, removes: true },
  R: { takesPattern: true, isForAllBelow: true, removes: true },
  z: { takesPattern: true, makes: true, adjusts: 1, adjusted: owned },
  Z: { takesPattern: true, isForAllBelow: true, makes: true, adjusts: 2 },
};
