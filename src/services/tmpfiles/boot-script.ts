import { BOOT_FUNCTIONS, type BootFunction } from "./boot-functions.ts";
import type { Mode, Owner, Text, TmpfilesRule } from "./rule.ts";

/** A call of a boot function. */
interface Call {
  readonly function: BootFunction;
  readonly arguments: readonly string[];
  readonly needs?: readonly BootFunction[];
}

/**
 * The text of a bash script that carries out the rules; it needs coreutils and findutils in PATH. What fails is said on
 * standard error and does not stop the rest; the exit code is then 73 (EX_CANTCREAT), as that of systemd-tmpfiles, unless
 * the line has "-". An empty text where there is nothing to do.
 */
export function bootScript(removals: readonly TmpfilesRule[], others: readonly TmpfilesRule[]): string {
  if (removals.length + others.length === 0) return "";
  const calls = [...removals.map(removal), ...others.map(creation)];
  const used = new Set<string>(["base", ...calls.flatMap(({ functions }) => functions)]);
  const functions = Object.entries(BOOT_FUNCTIONS).filter(([name]) => used.has(name));
  return `# What systemd.tmpfiles asks for in places that are made with the container
umask 022
shopt -s nullglob
failed= foreign=()
${functions.map(([, text]) => text).join("\n")}

${calls.flatMap(({ lines }) => lines).join("\n")}

if ((\${#foreign[@]})); then
  echo "tmpfiles: only root can set the owner of: \${foreign[*]}" >&2
fi
[[ -z $failed ]] || exit 73
`;
}

interface Written {
  readonly lines: readonly string[];
  readonly functions: readonly BootFunction[];
}

function removal(rule: TmpfilesRule): Written {
  if (rule.type === "D") return written(rule, { function: "empty", arguments: [shellText(rule.path)] });
  return written(rule, pattern(rule, rule.type === "R" ? "remove_all" : "remove"));
}

const TESTS: Readonly<Record<string, string>> = { d: "-d", D: "-d", f: "-f", p: "-p", L: "-L" };

function creation(rule: TmpfilesRule): Written {
  const path = shellText(rule.path);
  const calls: Call[] = [];
  const test = TESTS[rule.type];
  const replaces = rule.force && (rule.type === "L" || rule.type === "p");
  if (test !== undefined && rule.makeWay) {
    calls.push({ function: "make_way", arguments: [test, path], needs: ["remove_all"] });
  }
  if (replaces) calls.push({ function: "remove_all", arguments: [path] });
  calls.push(main(rule));
  const all = calls.map((call) => written(rule, call));
  const lines = all.flatMap((one) => one.lines);
  const functions = all.flatMap((one) => one.functions);
  if (rule.type === "L" && rule.argument !== undefined) {
    const target = shellText(rule.argument);
    if (replaces)
      return {
        functions,
        lines: [
          `if [[ $(readlink ${path}) != ${target} ]]; then`,
          ...lines.slice(0, -1).map(indent),
          "fi",
          ...lines.slice(-1),
        ],
      };
    if (rule.ifTargetExists) return { functions, lines: [`if [[ -e ${target} ]]; then`, ...lines.map(indent), "fi"] };
  }
  if (replaces) return { functions, lines: [`[[ -p ${path} ]] || ${lines[0]}`, ...lines.slice(1)] };
  return { functions, lines };
}

function main(rule: TmpfilesRule): Call {
  const path = shellText(rule.path);
  const whose = [ownerText(rule.user), ownerText(rule.group)];
  const adjusted = [modeText(rule.mode), ...whose];
  const text = printfText(rule.argument ?? []);
  switch (rule.type) {
    case "d":
    case "D":
      return { function: "directory", arguments: [path, modeText(rule.mode, ":755"), ...whose] };
    case "f":
      return {
        function: rule.force ? "contents" : "file",
        arguments: [path, modeText(rule.mode, ":644"), ...whose, text],
        needs: ["file"],
      };
    case "p":
      return { function: "fifo", arguments: [path, modeText(rule.mode, ":644"), ...whose] };
    case "L":
      return { function: "symlink", arguments: [path, "-", ...whose, shellText(rule.argument ?? [])] };
    case "C":
      return { function: "copy", arguments: [path, ...adjusted, shellText(rule.argument ?? [])] };
    case "w":
      return pattern(rule, rule.force ? "append" : "write", text);
    case "e":
      return pattern(rule, "existing", ...adjusted);
    case "Z":
      return pattern(rule, "adjust_all", ...adjusted);
    case "z":
      return { ...pattern(rule, "base", ...adjusted), arguments: [path, "adjust", ...adjusted] };
    case "r":
      return pattern(rule, "remove");
    case "R":
      return pattern(rule, "remove_all");
  }
}

/** `each` for the types that take patterns. */
function pattern(rule: TmpfilesRule, name: BootFunction, ...rest: readonly string[]): Call {
  return { function: "base", arguments: [shellText(rule.path), name, ...rest], needs: [name] };
}

function written(rule: TmpfilesRule, call: Call): Written {
  const name = call.function === "base" ? "each" : call.function;
  return {
    lines: [[rule.mayFail ? "may" : "must", name, ...call.arguments].join(" ")],
    functions: [call.function, ...(call.needs ?? [])],
  };
}

function modeText(mode: Mode | undefined, otherwise = "-"): string {
  if (mode === undefined) return otherwise;
  return `${mode.onlyNew ? ":" : ""}${mode.masked ? "~" : ""}${mode.bits.toString(8)}`;
}

function ownerText(owner: Owner | undefined): string {
  return owner === undefined ? "-" : `${owner.onlyNew ? ":" : ""}${owner.id}`;
}

/** A text as one word of bash. */
function shellText(text: Text): string {
  return text.map((part) => (typeof part === "string" ? quoted(part) : `"${part.shell}"`)).join("") || "''";
}

function quoted(text: string): string {
  return /^[\w/.,:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Bytes as an argument for printf %b: readable where they are text. */
function printfText(bytes: Text): string {
  const escaped = bytes.map((part) => (typeof part === "string" ? escapeBytes(part) : part));
  return shellText(escaped);
}

function escapeBytes(bytes: string): string {
  const raw = Buffer.from(bytes, "latin1");
  const text = raw.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(raw);
  const octal = (code: number) => `\\0${code.toString(8).padStart(3, "0")}`;
  return (isText ? text : bytes)
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll(isText ? /[\0-\x1f\x7f]/g : /[\0-\x1f\x7f-\xff]/g, (character) => octal(character.charCodeAt(0)));
}

function indent(line: string): string {
  return `  ${line}`;
}
