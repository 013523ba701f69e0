// A small HTTP service that shows what bulkhead expects of a container: it
// listens on PORT, answers /healthz, logs one JSON line per request, writes
// nothing to disk, and finishes its requests when it is told to stop.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";

const port = Number(process.env.PORT || 3000);
const version = process.env.VERSION || JSON.parse(readFileSync(new URL("package.json", import.meta.url))).version;
const stopLimitMs = 25_000; // ECS kills a container 30 s after it asked it to stop

let draining = false;

// stores are the data stores that the service was wired to: <NAME>_HOST, _PORT
// and _NAME. Credentials are never shown.
function stores(env) {
  return Object.keys(env)
    .filter((key) => key.endsWith("_HOST") && env[key] && env[key.replace(/_HOST$/, "_PORT")])
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

// pathOf is what may be logged of a request's target: no query string, and
// no host or user of a target that is a whole URL.
function pathOf(target) {
  return target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").split(/[?#]/, 1)[0] || "/";
}

const timeouts = {
  // Longer than the load balancer's idle timeout of 60 s, or it reuses a
  // connection that is just being closed and answers 502.
  keepAliveTimeout: 65_000,
  headersTimeout: 66_000,
  requestTimeout: 70_000, // headers and body; it covers the one above, so it cannot be shorter
};

const server = createServer(timeouts, (request, response) => {
  const start = process.hrtime.bigint();
  const path = pathOf(request.url);
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
  response.on("close", () => {
    const ms = Math.round(Number(process.hrtime.bigint() - start) / 1e5) / 10;
    const outcome = response.writableFinished ? { status: response.statusCode } : { aborted: true };
    console.log(JSON.stringify({ method: request.method, path, ...outcome, ms }));
  });
});

const sockets = new Set();
server.on("connection", (socket) => {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
});

function stop(signal) {
  if (draining) return;
  draining = true;
  console.log(JSON.stringify({ event: "stopping", signal }));
  server.close(() => process.exit(0)); // after the requests in flight
  server.closeIdleConnections();
  // Node does not count those as idle that were opened and never used.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  setTimeout(() => {
    console.log(JSON.stringify({ event: "stopped too late", connections: sockets.size }));
    process.exit(1);
  }, stopLimitMs).unref();
}
process.on("SIGTERM", () => stop("SIGTERM"));
process.on("SIGINT", () => stop("SIGINT"));

server.listen(port, "0.0.0.0", () => {
  console.log(JSON.stringify({ event: "listening", port: server.address().port, version }));
});
