import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("server.js", import.meta.url));
const running = new Set();
after(() => running.forEach((child) => child.kill("SIGKILL")));

// start runs the service on a free port, in an empty directory.
async function start(env = {}) {
  const cwd = mkdtempSync(path.join(os.tmpdir(), "web-"));
  const child = spawn(process.execPath, [program], { cwd, env: { PATH: process.env.PATH, PORT: "0", ...env } });
  running.add(child);
  const lines = [];
  const reader = createInterface(child.stdout);
  reader.on("line", (line) => lines.push(JSON.parse(line)));
  await once(reader, "line");
  const { port } = lines[0];
  return { child, cwd, lines, port, url: `http://127.0.0.1:${port}` };
}

// stop asks the service to stop, and is its exit status.
async function stop({ child }, signal = "SIGTERM") {
  const exited = once(child, "exit");
  child.kill(signal);
  const [status] = await exited;
  running.delete(child);
  return status;
}

test("is healthy, and writes nothing to disk", async () => {
  const web = await start();
  const response = await fetch(`${web.url}/healthz`);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: "ok" });
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(await stop(web), 0);
  assert.deepEqual(readdirSync(web.cwd), []);
});

test("shows its stores and never their credentials", async () => {
  const web = await start({
    VERSION: "9.9.9",
    ORDERS_HOST: "db.internal", ORDERS_PORT: "5432", ORDERS_NAME: "orders",
    ORDERS_USERNAME: "somebody", ORDERS_PASSWORD: "hunter2", ORDERS_SECRET_ARN: "arn:aws:secretsmanager:x",
  });
  const text = await (await fetch(`${web.url}/?token=secret`)).text();
  assert.deepEqual(JSON.parse(text), {
    service: "web", version: "9.9.9",
    stores: [{ store: "orders", host: "db.internal", port: 5432, database: "orders" }],
  });
  assert.doesNotMatch(text, /hunter2|somebody|arn:aws/);
  assert.equal(await stop(web, "SIGINT"), 0);
  assert.doesNotMatch(JSON.stringify(web.lines), /token|hunter2/);
});

test("refuses unknown paths and methods", async () => {
  const web = await start();
  assert.equal((await fetch(`${web.url}/nothing`)).status, 404);
  const response = await fetch(`${web.url}/`, { method: "POST", body: "x" });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("allow"), "GET, HEAD");
  assert.equal((await fetch(`${web.url}/healthz`, { method: "HEAD" })).status, 200);
  assert.equal(await stop(web), 0);
});

test("finishes the request in flight when it is told to stop", async () => {
  const web = await start();
  const socket = net.connect(web.port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => (answer += data));
  const closed = once(socket, "close");
  // The headers are there, the body is not: the request is in flight.
  socket.write("GET / HTTP/1.1\r\nHost: web\r\nContent-Length: 4\r\n\r\nab");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const exited = once(web.child, "exit");
  web.child.kill("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(web.child.exitCode, null, "waits for the request");
  await assert.rejects(fetch(`${web.url}/healthz`), "accepts nothing new");
  socket.write("cd");
  await closed;
  const [status] = await exited;
  running.delete(web.child);
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.equal(status, 0);
});
