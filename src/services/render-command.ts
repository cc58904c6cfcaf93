import type { Argument, Command, Part } from "./command.ts";
import { textParts } from "./command.ts";
import { insideDoubleQuotes, shellQuote } from "./shell-text.ts";

/** Where bash finds what a specifier stands for at run time (see service.sh). */
const SPECIFIER_VARIABLES: Readonly<Record<string, string>> = {
  H: "$(</proc/sys/kernel/hostname)",
  l: '$(name=$(</proc/sys/kernel/hostname); echo "${name%%.*}")',
  q: '$(name=$(. "$DECL_INIT/lib/field" /etc/machine-info PRETTY_HOSTNAME); [[ -n $name ]] || { name=$(</proc/sys/kernel/hostname); name=${name%%.*}; }; echo "$name")',
  m: "$(</etc/machine-id)",
  b: '$("$decl_coreutils/tr" -d - </proc/sys/kernel/random/boot_id)',
  a: '$(case $HOSTTYPE in x86_64) echo x86-64 ;; aarch64) echo arm64 ;; *) echo "$HOSTTYPE" ;; esac)',
  v: "$(</proc/sys/kernel/osrelease)",
  ...Object.fromEntries(
    Object.entries({ o: "ID", w: "VERSION_ID", W: "VARIANT_ID", M: "IMAGE_ID", A: "IMAGE_VERSION", B: "BUILD_ID" }).map(
      ([letter, field]) => [letter, `$(. "$DECL_INIT/lib/field" /etc/os-release ${field})`],
    ),
  ),
};

function renderArgument(argument: Argument): string {
  if (argument.kind === "split") return `"\${decl_words_${argument.name}[@]}"`;
  return renderParts(argument.parts);
}

/** A text with run-time specifiers as a word of bash. */
export function renderText(text: string): string {
  return renderParts(textParts(text));
}

function renderParts(parts: readonly Part[]): string {
  if (parts.every((part) => part.kind === "text")) return shellQuote(parts.map((part) => part.text).join(""));
  return `"${parts.map(insideQuotes).join("")}"`;
}

function insideQuotes(part: Part): string {
  switch (part.kind) {
    case "text":
      return insideDoubleQuotes(part.text);
    case "variable":
      return `\${${part.name}}`;
    case "specifier":
      return SPECIFIER_VARIABLES[part.letter] ?? "";
  }
}

/** A command that the service's script waits for, and whose failure ends the script's function unless it is to be ignored. */
export function renderStep(command: Command): string {
  return `${renderCall(command, "as")} || ${command.ignoreFailure ? "ignored $?" : "return"}`;
}

/** A command that takes the script's place. */
export function renderExec(command: Command): string {
  return renderCall(command, "exec_as");
}

function renderCall(command: Command, how: "as" | "exec_as"): string {
  const split = command.args.flatMap((argument) => (argument.kind === "split" ? [argument.name] : []));
  const words = split.length === 0 ? "" : `words ${[...new Set(split)].join(" ")}; `;
  const runner = `${words}${how}_${command.asRoot ? "root" : "service"}`;
  const renamed = command.calledAs === undefined ? [] : ['"$decl_execline/exec" -a', renderArgument(command.calledAs)];
  return [runner, ...renamed, ...[command.program, ...command.args].map(renderArgument)].join(" ");
}
