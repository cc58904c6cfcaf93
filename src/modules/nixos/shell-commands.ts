/** The parts of a script: what stands in quotes may have all that ends words and commands elsewhere. */
const TOKEN = new RegExp(
  [
    /(?<gap>\\\n|[^\S\n]+)/,
    /(?<comment>(?<![^\s;&|()])#[^\n]*)/,
    /(?<redirection>&>>?\s*[^\s;&|()<>]+|\d{0,2}[<>]{1,3}(?:&(?:\d+|-)|&?\s*[^\s;&|()<>&]+))/,
    /(?<end>[\n;&|()`]+)/,
    /\\(?<escaped>[^\n])/,
    /'(?<single>[^']*)'/,
    /"(?<double>(?:[^"\\]|\\[\s\S])*)"/,
    /(?<plain>[^\s;&|()`'"\\<>#\d]+|[\s\S])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** Where lines begin that a command reads, up to one with this word. */
const HERE_DOCUMENT = /(?<!<)<<-?[^\S\n]{0,4}(['"]?)(\w+)\1/;

/** A script without what its commands read. */
function withoutHereDocuments(script: string): string {
  const kept: string[] = [];
  let last: string | undefined;
  for (const line of script.split("\n")) {
    if (last === undefined) {
      kept.push(line);
      last = HERE_DOCUMENT.exec(line)?.[2];
    } else if (line.trim() === last) last = undefined;
  }
  return kept.join("\n");
}

/** What only prints its words. */
const PRINTS = /^(?:echo|printf|logger)$/;

/** What may stand before a command. */
const BEFORE = /^(?:if|then|else|elif|while|until|do|!|\{|exec|time|command|[A-Za-z_]\w*=.*)$/;

/**
 * The commands of a shell script as words without their quotes, as far as that is plain to see: those in `$(…)` and in words that are
 * scripts too, such as `sh -c "…"`. What echo and the like print is none. A word with a "$" is known only when the script runs.
 */
export function commandsIn(script: string): string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = () => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (const { groups = {} } of withoutHereDocuments(script).matchAll(TOKEN)) {
    const { gap, comment, redirection, end, escaped, single, double, plain } = groups;
    if (end !== undefined) {
      // What a command in backticks prints is part of a word.
      if (end === "`") word = `${word ?? ""}$`;
      endCommand();
    } else if (gap !== undefined || comment !== undefined || redirection !== undefined) endWord();
    else word = `${word ?? ""}${escaped ?? single ?? double ?? plain ?? ""}`;
  }
  endCommand();
  return commands.flatMap((command) => {
    const [first = ""] = withoutBefore(command);
    if (PRINTS.test(first)) return command.flatMap(substitutedIn);
    return [command, ...command.flatMap((one) => (/\s/.test(one) ? commandsIn(one) : []))];
  });
}

/** What a word has of a command that is run to make it. */
const substitutedIn = (word: string): string[][] => {
  const start = word.indexOf("$(");
  return start < 0 ? [] : commandsIn(word.slice(start + 2));
};

/** A command from the word that is its program. */
export function withoutBefore(command: readonly string[]): readonly string[] {
  const start = command.findIndex((word) => !BEFORE.test(word));
  return start < 0 ? [] : command.slice(start);
}
