// Run by node with the package's directory as its argument and, on standard
// input, {"exclude": [rule], "templates": [{"path", "account", "region"}]}.
// Prints one line of JSON for each template: {"path", "status", "diagnostics"}.
const { readFileSync } = require('fs');
const { RegoEngine, TemplateFile } = require(process.argv[1]);

const { exclude, templates } = JSON.parse(readFileSync(0, 'utf8'));
const engine = new RegoEngine();
for (const { path, account, region } of templates) {
  const { status, diagnostics } = engine.validateStandard(new TemplateFile(path), {
    severityLevel: 'WARN',
    exclude: { ids: exclude },
    // The defaults are not our account and us-east-1, which lacks zones and has types others lack.
    pseudoParameterOverrides: { accountId: account, region },
  });
  console.log(JSON.stringify({ path, status, diagnostics }));
}
engine.free();
