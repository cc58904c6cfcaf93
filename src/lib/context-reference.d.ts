/** Types of context-reference.js. */
import type { ContextFiles } from "./references.d.ts";

/** A file or folder of a build context; `context` is the name, and "context" the folder given to docker build. */
export interface ContextPath {
  readonly context: string;
  /** Relative, without "." and ".." components; "." is the whole context. */
  readonly path: string;
  /** What the store path is to be called where the files are a package; else the last part of the path says it. */
  readonly name?: string;
}

export declare const contextOf: (value: unknown) => ContextPath | undefined;
export declare const contextText: (files: ContextPath) => string;
export declare const contextPathText: (files: ContextPath) => string;
export declare const readContextText: (text: string) => ContextPath | undefined;
export declare const parseContext: (text: string) => ContextPath | undefined;
export declare const contextAt: (files: ContextPath) => ContextFiles;
export declare const context: (text: string, name?: string) => ContextFiles;
