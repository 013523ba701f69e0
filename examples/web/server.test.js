import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("server.js", import.meta.url));
const cwd = mkdtempSync(path.join(os.tmpdir(), "web-"));
chmodSync(cwd, 0o555);
const running = new Set();
after(() => {
  running.forEach((child) => child.kill("SIGKILL"));
  rmSync(cwd, { recursive: true });
});

// Node's permission model refuses every write to disk, even to root.
const knows = (flag) => process.allowedNodeEnvironmentFlags.has(flag);
const readOnly = [
  knows("--permission") ? "--permission" : "--experimental-permission",
  "--allow-fs-read=*",
  ...(knows("--allow-net") ? ["--allow-net"] : []),
];

const limit = { timeout: 20_000 };

// until waits for a condition, but not for ever.
async function until(condition) {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `never happened: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

// half is a request of which a part of the body is missing. The service says
// 100 when it has the headers: from then on the request is in flight.
const half = (line) => `${line} HTTP/1.1\r\nHost: web\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nab`;

// start runs the service on a free port, where it cannot write to disk.
async function start(env = {}, flags = []) {
  const child = spawn(process.execPath, [...readOnly, ...flags, program], {
    cwd,
    env: { PATH: process.env.PATH, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let errors = "";
  child.stderr.on("data", (data) => (errors += data));
  const lines = []; // every line of output is JSON
  const reader = createInterface(child.stdout);
  reader.on("line", (line) => lines.push(JSON.parse(line)));
  const closed = once(child, "close").then(([status]) => (running.delete(child), status));
  await Promise.race([once(reader, "line"), closed]);
  assert.equal(lines[0]?.event, "listening", errors);
  return { child, closed, lines, port: lines[0].port, url: `http://127.0.0.1:${lines[0].port}` };
}

// stop asks the service to stop, and is its exit status once all output is read.
function stop(web, signal = "SIGTERM") {
  web.child.kill(signal);
  return web.closed;
}

// open is a connection on which text was sent, once something came back.
async function open(web, text) {
  const socket = net.connect(web.port, "127.0.0.1");
  await once(socket, "connect");
  const connection = { socket, answer: "", closed: once(socket, "close") };
  socket.on("data", (data) => (connection.answer += data));
  if (text) {
    socket.write(text);
    await until(() => connection.answer);
  }
  return connection;
}

test("is healthy where it cannot write to disk", limit, async () => {
  const web = await start();
  const response = await fetch(`${web.url}/healthz`);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: "ok" });
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.equal(response.headers.get("keep-alive"), "timeout=65", "longer than the load balancer's 60 s");
  assert.equal(await stop(web), 0);
  assert.deepEqual(readdirSync(cwd), []);
});

test("shows its stores and never their credentials", limit, async () => {
  const web = await start({
    VERSION: "9.9.9",
    ORDERS_HOST: "db.internal", ORDERS_PORT: "5432", ORDERS_NAME: "orders",
    ORDERS_USERNAME: "somebody", ORDERS_PASSWORD: "hunter2", ORDERS_SECRET_ARN: "arn:aws:secretsmanager:x",
    ORDERS_EU_HOST: "eu.internal", ORDERS_EU_PORT: "5433", ORDERS_EU_NAME: "orders_eu",
    LONELY_HOST: "no-port.internal",
  });
  const text = await (await fetch(`${web.url}/?token=secret`)).text();
  assert.deepEqual(JSON.parse(text), {
    service: "web", version: "9.9.9",
    stores: [
      { store: "orders-eu", host: "eu.internal", port: 5433, database: "orders_eu" },
      { store: "orders", host: "db.internal", port: 5432, database: "orders" },
    ],
  });
  assert.doesNotMatch(text, /hunter2|somebody|arn:aws/);
  assert.equal(await stop(web, "SIGINT"), 0);
});

test("logs each request, without query strings and credentials", limit, async () => {
  const web = await start({ ORDERS_PASSWORD: "hunter2" });
  await fetch(`${web.url}/healthz?token=secret`);
  await open(web, "GET http://somebody:hunter2@web/whole?token=secret HTTP/1.1\r\nHost: web\r\n\r\n");
  const left = await open(web, half("POST /left"));
  left.socket.destroy();
  await until(() => web.lines.some((line) => line.path === "/left"));
  assert.equal(await stop(web), 0);
  assert.deepEqual(web.lines.filter((line) => line.method).map(({ ms, ...line }) => line), [
    { method: "GET", path: "/healthz", status: 200 },
    { method: "GET", path: "/whole", status: 404 },
    { method: "POST", path: "/left", aborted: true },
  ]);
  assert.doesNotMatch(JSON.stringify(web.lines), /token|hunter2/);
});

test("refuses unknown paths and methods", limit, async () => {
  const web = await start();
  const unknown = await fetch(`${web.url}/nothing`);
  assert.equal(unknown.status, 404);
  assert.deepEqual(await unknown.json(), { error: "not found" });
  const refused = await fetch(`${web.url}/`, { method: "POST", body: "x" });
  assert.equal(refused.status, 405);
  assert.equal(refused.headers.get("allow"), "GET, HEAD");
  const head = await fetch(`${web.url}/healthz`, { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  assert.equal(await stop(web), 0);
});

test("finishes the requests in flight when it is told to stop", limit, async () => {
  const web = await start();
  const page = await open(web, half("GET /"));
  const health = await open(web, half("GET /healthz"));
  web.child.kill("SIGTERM");
  await until(() => web.lines.some((line) => line.event === "stopping"));
  await assert.rejects(fetch(`${web.url}/healthz`), "accepts nothing new");
  assert.equal(web.child.exitCode, null, "waits for the requests");
  health.socket.write("cd");
  await health.closed;
  page.socket.write("cd");
  await page.closed;
  assert.match(health.answer, /HTTP\/1\.1 503 [^]*\{"status":"draining"\}/);
  assert.match(page.answer, /HTTP\/1\.1 200 [^]*"service":"web"/);
  assert.equal(await web.closed, 0);
  assert.equal(web.lines.at(-1).status, 200, "logs the last one, too");
});

test("does not wait for idle connections when it is told to stop", limit, async () => {
  const web = await start();
  const unused = await open(web);
  const used = await open(web, "GET / HTTP/1.1\r\nHost: web\r\n\r\n");
  assert.match(used.answer, /^HTTP\/1\.1 200 /);
  const begin = Date.now();
  assert.equal(await stop(web), 0);
  assert.ok(Date.now() - begin < 10_000, "long before the limit of 25 s");
  await Promise.all([used.closed, unused.closed]);
});

test("gives up on a request after 25 s", limit, async () => {
  // The clock runs faster for this one timer.
  const faster = "const real = setTimeout; globalThis.setTimeout = (f, ms, ...rest) => real(f, ms === 25_000 ? 50 : ms, ...rest);";
  const web = await start({}, ["--import", `data:text/javascript,${encodeURIComponent(faster)}`]);
  const stuck = await open(web, half("POST /"));
  assert.equal(await stop(web), 1);
  assert.deepEqual(web.lines.at(-1), { event: "stopped too late", connections: 1 });
  await stuck.closed;
});
