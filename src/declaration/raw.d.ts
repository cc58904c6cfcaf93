/** `import text from "./file.js?raw"`: the file as text (vite's notation; scripts/build.ts does the same in the bundle). */
declare module "*?raw" {
  const text: string;
  export default text;
}
