// Run by node with the package's directory as its argument and, on standard
// input, {"exclude": [rule], "templates": [{"path", "account", "region"}]}.
// Prints one line of JSON for each template: {"path", "status", "diagnostics"}, or {"path", "status": "FAILED", "error"}.
const { readFileSync } = require('fs');
const { RegoEngine, TemplateFile } = require(process.argv[1]);

const { exclude, templates } = JSON.parse(readFileSync(0, 'utf8'));
const engine = new RegoEngine();
for (const { path, account, region } of templates) {
  try {
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(path), {
      severityLevel: 'WARN',
      exclude: { ids: exclude },
      // The defaults are not our account and us-east-1, which lacks zones and has types others lack.
      pseudoParameterOverrides: { accountId: account, region },
    });
    console.log(JSON.stringify({ path, status, diagnostics }));
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      throw error; // the engine is broken, and what is left is for another process
    }
    console.log(JSON.stringify({ path, status: 'FAILED', error: String(error), diagnostics: [] }));
  }
}
engine.free();
