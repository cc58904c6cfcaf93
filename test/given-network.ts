import { parseSync } from "oxc-parser";

interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

/** What steps are made of, and what of it may give them a network. */
const MODULES = /(?:llb\/exec|\/process-options)\.ts$/;

/**
 * Every place of a file of src/ that may give a step a network: whatever is not plainly none. `copied` are names of which a step may be
 * made by `...name`, as it is known what they are.
 */
export function givenNetwork(code: string, copied: readonly string[] = []): string[] {
  const { program, errors } = parseSync("x.ts", code);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const root = program as unknown as Node;
  const imports = all(root).filter(
    ({ type, source }) => /^(?:Import|Export)/.test(type) && MODULES.test(`${(source as Node | null)?.value ?? ""}`),
  );
  if (imports.length === 0) return [];
  const found: Node[] = [];
  // By another name, or all of it by one: what is done with it is not looked for.
  found.push(...imports.filter(({ type }) => type !== "ImportDeclaration"));
  for (const one of imports.flatMap(({ specifiers }) => (specifiers as Node[] | undefined) ?? [])) {
    if (one.type !== "ImportSpecifier" || name(one.imported) !== name(one.local)) found.push(one);
  }
  const known = new Set<unknown>();
  for (const node of all(root)) {
    const { callee, arguments: given = [] } = node as { callee?: Node; arguments?: Node[] };
    if (node.type === "ImportDeclaration") for (const inside of all(node)) known.add(inside);
    else if (node.type === "CallExpression" && name(callee) === "processOptions") {
      if (given.length === 2 && given[1]?.type === "Literal" && given[1].value === false) known.add(callee);
    } else if (node.type === "CallExpression" && name(callee) === "exec") {
      const [step] = given;
      if (given.length === 1 && step?.type === "ObjectExpression") known.add(callee);
      for (const part of (step?.properties as Node[] | undefined) ?? []) {
        const argument = part.argument as Node | undefined;
        const isCopy = argument !== undefined && copied.includes(name(argument) ?? "");
        if (part.type === "SpreadElement" && !isCopy && name(argument?.callee) !== "processOptions") found.push(part);
        else if (part.type !== "SpreadElement" && part.computed === true) found.push(part);
      }
    } else if (node.type === "Property" && name(node.key) === "network") {
      if ((node.value as Node).value !== "none") found.push(node);
    } else if (node.type === "AssignmentExpression" && name((node.left as Node).property) === "network")
      found.push(node);
    else if (node.type === "Identifier" && /^(?:exec|processOptions)$/.test(`${node.name}`) && !known.has(node))
      found.push(node);
  }
  return found.map(({ start, end }) => code.slice(Number(start), Number(end)));
}

/** Of an identifier, or a text that stands for one. */
function name(node: unknown): string | undefined {
  const { type, name, value } = (node ?? {}) as Node;
  if (type === "Identifier") return String(name);
  return type === "Literal" && typeof value === "string" ? value : undefined;
}

/** A node and all that is in it, from the outside in. */
function all(node: unknown): Node[] {
  if (Array.isArray(node)) return node.flatMap(all);
  if (typeof node !== "object" || node === null) return [];
  const inside = Object.values(node).flatMap(all);
  return "type" in node ? [node as Node, ...inside] : inside;
}
