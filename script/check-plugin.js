// node script/check-plugin.js: what Buildkite's plugin-linter checks, with the validator that it uses (Ajv 8, strict):
// plugin.yml has the shape of one, every YAML block of README.md can be read, and every use of this plugin in
// README.md, docs/ and examples/ fits plugin.yml, and README.md has the headings that the ecosystem expects. Prints each
// finding, and fails when there is one.
const fs = require("fs");
const path = require("path");
const Ajv = require("ajv");
const yaml = require("js-yaml");

process.chdir(path.join(__dirname, ".."));
const findings = [];
const ajv = new Ajv({ allErrors: true, strictTypes: false });
const problem = (error) => `${error.instancePath} ${error.message} ${error.params.additionalProperty ?? ""}`.trim();
const problems = (validate) => validate.errors.map(problem).join("; ");

const definition = yaml.load(fs.readFileSync("plugin.yml", "utf8"));
const isDefinition = ajv.compile({
  type: "object",
  required: ["name", "description", "author", "requirements", "configuration"],
  properties: {
    name: { type: "string" },
    description: { type: "string" },
    author: { type: "string" },
    requirements: { type: "array" },
    configuration: {
      type: "object",
      required: ["properties"],
      properties: {
        properties: { type: "object" },
        required: { type: "array" },
        additionalProperties: { type: "boolean" },
      },
    },
  },
});
if (!isDefinition(definition)) findings.push(`plugin.yml: ${problems(isDefinition)}`);
let fits;
try {
  fits = ajv.compile(definition.configuration);
} catch (error) {
  console.log([...findings, `plugin.yml: configuration: ${error.message}`].join("\n"));
  process.exit(1);
}

const names = ["sleuth", "sleuth-buildkite"];
// As the agent names a plugin: by the last part of its address, without what every plugin's ends with.
const nameOf = (location) => location.split("#")[0].split("/").pop().replace(/(-buildkite-plugin)?(\.git)?$/, "");

function* stepsOf(node) {
  for (const step of (Array.isArray(node) ? node : node?.steps) ?? []) {
    yield step;
    yield* stepsOf(step?.steps);
  }
}

let uses = 0;
function checkPipeline(place, text) {
  let pipeline;
  try {
    pipeline = yaml.load(text);
  } catch (error) {
    return findings.push(`${place}: ${error.message.split("\n")[0]}`);
  }
  if (!pipeline) return findings.push(`${place}: there is nothing in it`);
  for (const step of stepsOf(pipeline)) {
    const list = step?.plugins ?? [];
    const plugins = Array.isArray(list) ? list : [list];
    for (const plugin of plugins.map((entry) => (typeof entry === "string" ? { [entry]: null } : entry)))
      for (const [location, options] of Object.entries(plugin)) {
        if (!names.includes(nameOf(location))) continue;
        uses += 1;
        if (!fits(options)) findings.push(`${place}: ${location}: ${problems(fits)}`);
      }
  }
}

const under = (folder) =>
  fs.readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file)).sort();
for (const file of ["README.md", ...under("docs"), ...under("examples")]) {
  if (file.endsWith(".yml")) checkPipeline(file, fs.readFileSync(file, "utf8"));
  if (!file.endsWith(".md")) continue;
  const text = fs.readFileSync(file, "utf8");
  for (const block of text.matchAll(/^ *```ya?ml *\n([^]*?)^ *```/gm))
    checkPipeline(`${file}:${text.slice(0, block.index).split("\n").length}`, block[1]);
}
const readme = fs.readFileSync("README.md", "utf8");
const described = [...readme.matchAll(/^#### (.*)$/gm)].flatMap(([, title]) => [...title.matchAll(/`([^`]+)`/g)].map((name) => name[1]));
for (const name of Object.keys(definition.configuration.properties))
  if (!described.includes(name)) findings.push(`README.md: there is no heading for the option ${name}`);
const order = ["Options", "Required", "Optional", "Examples", "Compatibility", "Contributing", "License"];
const headings = [...readme.matchAll(/^##+ (.*)$/gm)].map(([, title]) => title).filter((title) => order.includes(title));
if (headings.join() !== order.join()) findings.push(`README.md: the headings ${order.join(", ")} must stand in this order`);
if (uses === 0) findings.push("README.md, docs/ and examples/ do not use the plugin once");
if (findings.length) console.log(findings.join("\n"));
process.exitCode = findings.length ? 1 : 0;
