import { type BootCall, pathCall, shellText } from "./boot-call.ts";
import { BOOT_FUNCTIONS, type BootFunction } from "./boot-functions.ts";
import type { TmpfilesRule } from "./rule.ts";
import { RULE_KINDS } from "./rule-kinds.ts";

/**
 * The text of a bash script that carries out the rules; it needs coreutils and findutils in PATH. What fails is said on
 * standard error and does not stop the rest; the exit code is then 73 (EX_CANTCREAT), as that of systemd-tmpfiles, unless
 * the line has "-". An empty text where there is nothing to do.
 */
export function bootScript(removals: readonly TmpfilesRule[], others: readonly TmpfilesRule[]): string {
  if (removals.length + others.length === 0) return "";
  const calls = [...removals.flatMap(removal), ...others.flatMap(creation)];
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

function removal(rule: TmpfilesRule): Written[] {
  const call = RULE_KINDS[rule.type].removal?.(rule);
  return call === undefined ? [] : [written(rule, call)];
}

function creation(rule: TmpfilesRule): Written[] {
  const { test, replacing, creation: made } = RULE_KINDS[rule.type];
  if (made === undefined) return [];
  const makesWay = rule.makeWay && test !== undefined;
  const replaces = rule.force && replacing !== undefined;
  const all = [
    ...(makesWay
      ? [written(rule, { function: "make_way", arguments: [test, shellText(rule.path)], needs: ["remove_all"] })]
      : []),
    ...(replaces ? [written(rule, pathCall(rule, "remove_all"))] : []),
    written(rule, made(rule)),
  ];
  const functions = all.flatMap((one) => one.functions);
  const lines = all.flatMap((one) => one.lines);
  if (replaces) return [{ functions, lines: replacing(rule, lines) }];
  if (!rule.ifTargetExists) return [{ functions, lines }];
  const target = shellText(rule.argument ?? []);
  return [{ functions, lines: [`if [[ -e ${target} ]]; then`, ...lines.map((line) => `  ${line}`), "fi"] }];
}

function written(rule: TmpfilesRule, call: BootCall): Written {
  const name = call.function === "base" ? "each" : call.function;
  return {
    lines: [[rule.mayFail ? "may" : "must", name, ...call.arguments].join(" ")],
    functions: [call.function, ...(call.needs ?? [])],
  };
}
