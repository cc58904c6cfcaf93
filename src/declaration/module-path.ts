/** Resolves a relative module name against the file that imports it; what leaves the folder keeps its leading `../`. */
export function joinPath(base: string, name: string): string {
  const steps = base.split("/").slice(0, -1);
  for (const step of name.split("/")) {
    if (step === "..") {
      if (steps.length === 0 || steps.at(-1) === "..") steps.push(step);
      else steps.pop();
    } else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}
