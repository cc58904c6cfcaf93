import { type Node, parse } from "acorn";

/** JavaScript that counts in `globalThis.__ways` how often each of its branches was taken. */
export interface CountedCode {
  readonly code: string;
  readonly branches: number;
  /** Texts that stand in it: what a reader compares its input with. */
  readonly words: readonly string[];
}

type Parts = Node & Readonly<Record<string, unknown>>;

/** Writes a counter into every function, and every branch of a condition, a choice, a loop and a try. */
export function countBranches(text: string): CountedCode {
  const insertions: { readonly offset: number; readonly text: string }[] = [];
  const words = new Set<string>();
  let branches = 0;
  const count = () => `__ways[${branches++}]++`;
  const statement = (node: Node) => {
    const { body } = node as Parts & { readonly body?: Node };
    if (node.type === "BlockStatement") insertions.push({ offset: node.start + 1, text: `${count()};` });
    else if (body !== null) around(node, `{${count()};`, "}");
  };
  const around = (node: Node, before: string, after: string) =>
    insertions.push({ offset: node.start, text: before }, { offset: node.end, text: after });
  const expression = (node: Node) => around(node, `(${count()},`, ")");
  const enter = (node: Parts) => {
    const { body, consequent, alternate, right, value } = node as Parts & Record<string, Node | undefined>;
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
        if (body !== undefined) afterDirectives(body);
        break;
      case "ArrowFunctionExpression":
        if (body?.type === "BlockStatement") afterDirectives(body);
        else if (body !== undefined) expression(body);
        break;
      case "IfStatement":
        if (consequent !== undefined) statement(consequent);
        if (alternate) statement(alternate);
        break;
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "CatchClause":
        if (body !== undefined) statement(body);
        break;
      case "ConditionalExpression":
        if (consequent !== undefined) expression(consequent);
        if (alternate) expression(alternate);
        break;
      case "LogicalExpression":
        if (right !== undefined) expression(right);
        break;
      case "SwitchCase":
        insertCase(node);
        break;
      case "Literal":
        if (typeof value === "string" && (value as string).length <= 60) words.add(value);
        break;
    }
  };
  const afterDirectives = (body: Node) => insertions.push({ offset: body.start + 1, text: `${count()};` });
  const insertCase = (node: Parts) => {
    const [first] = node.consequent as Node[];
    if (first !== undefined) insertions.push({ offset: first.start, text: `${count()};` });
  };
  walk(parse(text, { ecmaVersion: "latest", sourceType: "module" }) as unknown as Parts, enter);
  return { code: inserted(text, insertions), branches, words: [...words].filter((word) => word !== "") };
}

function walk(root: Parts, enter: (node: Parts) => void): void {
  const pending: Parts[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    enter(node);
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child === "object" && child !== null && typeof child.type === "string") pending.push(child);
      }
    }
  }
}

/** What opens first at an offset is outside of what opens there later; what closes there is closed before. */
function inserted(code: string, insertions: readonly { readonly offset: number; readonly text: string }[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { offset, text } of insertions.toSorted((a, b) => a.offset - b.offset)) {
    parts.push(code.slice(from, offset), text);
    from = offset;
  }
  return [...parts, code.slice(from)].join("");
}
