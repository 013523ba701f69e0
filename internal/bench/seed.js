// Makes Math.random the same in every process that requires this.
"use strict";
let state = 1;
Math.random = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
