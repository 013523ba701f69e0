// Stands between Go and the jsii runtime. It hands every request on and writes
// it to a log, with a copy of each package that is loaded: Go deletes its own.
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");

const [runtime, dir] = process.argv.slice(2);
const variables = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
fs.writeFileSync(path.join(dir, "environment.json"), JSON.stringify(variables));

const log = fs.openSync(path.join(dir, "requests"), "w");
const kernel = spawn(process.execPath, [runtime], { stdio: ["pipe", "inherit", "inherit"] });
const requests = readline.createInterface({ input: process.stdin });
let packages = 0;
requests.on("line", (line) => {
  const request = JSON.parse(line);
  if (request.api === "load") {
    const copy = path.join(dir, `package-${packages++}.tgz`);
    fs.copyFileSync(request.tarball, copy);
    request.tarball = copy;
  }
  fs.writeSync(log, JSON.stringify(request) + "\n");
  kernel.stdin.write(line + "\n");
});
requests.on("close", () => kernel.stdin.end());
kernel.on("close", (status) => process.exit(status));
