import { createServer } from "node:http";
import { greetingFor } from "greeting";

createServer(({ url }, response) => {
  const name = new URL(url, "http://localhost").searchParams.get("name") ?? "world";
  response.end(`${greetingFor(name)}\n`);
}).listen(8000);
