// syntax=decl/frontend
import { image } from "decl";

export default image(({ pkgs }) => ({
  image: { name: "example", cmd: ["hello"] },
  environment: { systemPackages: [pkgs.hello] },
}));
