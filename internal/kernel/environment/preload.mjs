// Node.js runs this before the jsii kernel, in each of its two processes.
//# sourceURL=bulkhead-preload.mjs
import child_process from 'node:child_process';
import fs from 'node:fs';
import { PassThrough } from 'node:stream';

// CDK puts some things, such as exports, in the order of the texts of tokens, which it numbers on, and in which 10 comes
// before 9. From 1,000,000,000 on all numbers have as many digits, so that the order does not depend on what the kernel
// has made before.
Object.defineProperty(globalThis, '__cdkTokenMap', {
  configurable: true,
  get() {},
  set(tokens) {
    tokens.tokenCounter = 1e9;
    Object.defineProperty(globalThis, '__cdkTokenMap', { value: tokens, writable: true });
  },
});

// The kernel runs in a child of the process that Go starts, which copies every request to descriptor 3 of the child, and
// every answer from there. The child gets the pipes themselves: a seventh of a synthesis was the copying. What
// constructs print still goes through the parent.
const program = process.argv[1] ?? '';
const [requests, answers] = [4, 5];
if (program.endsWith('/bin/jsii-runtime.js')) {
  const { spawn } = child_process;
  child_process.spawn = (file, args, options) => spawn(file, args, { ...options, stdio: [...options.stdio, 0, 1] });
  // Opening its own would have reads of the child fail instead of wait, since they share a pipe.
  for (const name of ['stdin', 'stdout']) Object.defineProperty(process, name, { value: new PassThrough() });
} else if (program.endsWith('/lib/program.js')) {
  const { readSync, writeSync } = fs;
  fs.readSync = (fd, ...rest) => readSync(fd === 3 ? requests : fd, ...rest);
  fs.writeSync = (fd, ...rest) => writeSync(fd === 3 ? answers : fd, ...rest);
}
