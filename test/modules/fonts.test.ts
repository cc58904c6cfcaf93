import { expect, it } from "vitest";
import { packageOf } from "../../src/lib/package-reference.ts";
import { configure } from "../declaration/declare.ts";

it("fonts are installed, and fontconfig is told where they are", async () => {
  const { config } = await configure("export default ({ pkgs }) => ({ fonts: { packages: [pkgs.dejavu_fonts] } })");
  expect(config.environment.systemPackages.map(packageOf)).toEqual(["dejavu_fonts"]);
  expect(config.image.files["/etc/fonts/fonts.conf"]?.text).toContain("<dir>/share/fonts</dir>");
});

it("an image without fonts has nothing of fontconfig", async () => {
  const { config } = await configure("export default {}");
  expect(Object.keys(config.image.files).filter((path) => path.includes("fonts"))).toEqual([]);
});
