// Evaluates JSONata expressions with the reference implementation: one JSON document a line in, one out.
//   node jsonata.js FOLDER_OF_THE_PACKAGE
//   in   {"expression": text, "variables": {name: value}}
//   out  {"value": value}, {"undefined": true} or {"error": code, "message": text}
"use strict";

const path = require("node:path");
const readline = require("node:readline");
const jsonata = require(path.resolve(process.argv[2]));

const compiled = new Map();

function compile(text) {
  if (!compiled.has(text)) {
    const expression = jsonata(text);
    // Of the functions that Step Functions adds, the one that the definitions use; the others are unknown here.
    expression.registerFunction("parse", (json) => JSON.parse(json), "<s:x>");
    compiled.set(text, expression);
  }
  return compiled.get(text);
}

function onlyJson(key, value) {
  if (typeof value === "function" || (typeof value === "number" && !Number.isFinite(value))) {
    throw Object.assign(new Error("what came out is no JSON"), { code: "no JSON" });
  }
  return value;
}

async function answer({ expression, variables }) {
  try {
    const value = await compile(expression).evaluate(undefined, variables);
    if (value === undefined) {
      return '{"undefined": true}';
    }
    return `{"value": ${JSON.stringify(value, onlyJson)}}`;
  } catch (error) {
    return JSON.stringify({ error: error.code ?? error.name, message: error.message });
  }
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write((await answer(JSON.parse(line))) + "\n");
  }
}

main();
