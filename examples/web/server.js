// A small HTTP service that shows what bulkhead expects of a container: it
// listens on PORT, answers /healthz, logs one JSON line per request, writes
// nothing to disk, and finishes its requests when it is told to stop.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";

const port = Number(process.env.PORT ?? 3000);
const version = process.env.VERSION ?? JSON.parse(readFileSync(new URL("package.json", import.meta.url))).version;
const stopLimitMs = 25_000; // ECS kills a container 30 s after it asked it to stop

let draining = false;

// stores are the data stores that the service was wired to: <NAME>_HOST, _PORT
// and _NAME. Credentials are never shown.
function stores(env) {
  return Object.keys(env)
    .filter((key) => key.endsWith("_HOST") && env[key.replace(/_HOST$/, "_PORT")])
    .sort()
    .map((key) => {
      const prefix = key.slice(0, -"_HOST".length);
      return {
        store: prefix.toLowerCase().replaceAll("_", "-"),
        host: env[key],
        port: Number(env[`${prefix}_PORT`]),
        database: env[`${prefix}_NAME`],
      };
    });
}

// route is the status and body of a path.
function route(path) {
  if (path === "/healthz") {
    return draining ? [503, { status: "draining" }] : [200, { status: "ok" }];
  }
  if (path === "/") {
    return [200, { service: "web", version, stores: stores(process.env) }];
  }
  return [404, { error: "not found" }];
}

const server = createServer((request, response) => {
  const start = process.hrtime.bigint();
  const path = request.url.split("?", 1)[0]; // query strings may hold what must not be logged
  const allowed = request.method === "GET" || request.method === "HEAD";
  request.resume(); // a body is of no interest, but has to be read
  request.on("end", () => {
    const [status, body] = allowed ? route(path) : [405, { error: "method not allowed" }];
    const text = JSON.stringify(body) + "\n";
    response.writeHead(status, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...(allowed ? {} : { Allow: "GET, HEAD" }),
      ...(draining ? { Connection: "close" } : {}),
    });
    response.end(request.method === "HEAD" ? undefined : text);
  });
  response.on("finish", () => {
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    console.log(JSON.stringify({ method: request.method, path, status: response.statusCode, ms: Math.round(ms * 10) / 10 }));
  });
});

// Longer than the load balancer's idle timeout of 60 s, or it reuses a
// connection that is just being closed and answers 502.
server.keepAliveTimeout = 65_000;
server.headersTimeout = 66_000;
server.requestTimeout = 30_000;

function stop(signal) {
  if (draining) return;
  draining = true;
  console.log(JSON.stringify({ event: "stopping", signal }));
  server.close(() => process.exit(0)); // after the requests in flight
  server.closeIdleConnections();
  setTimeout(() => process.exit(1), stopLimitMs).unref();
}
process.on("SIGTERM", () => stop("SIGTERM"));
process.on("SIGINT", () => stop("SIGINT"));

server.listen(port, "0.0.0.0", () => {
  console.log(JSON.stringify({ event: "listening", port: server.address().port, version }));
});
