// Validates the state machine on standard input and runs it for each of runs, with tasks that its url answers. Prints how each has ended.
import { readFileSync } from 'node:fs';
import validator from 'asl-validator';
import { StateMachine } from 'aws-local-stepfunctions';

const { definition, runs } = JSON.parse(readFileSync(0, 'utf8'));
const machine = JSON.parse(definition);
const { isValid, errorsText } = validator(machine, { checkPaths: true, checkArn: true });
if (!isValid) throw new Error(errorsText());

// states by type, those of branches among them.
const named = (states, type) => Object.entries(states).flatMap(([name, state]) => [
  ...(state.Type === type ? [name] : []),
  ...(state.Branches ?? []).flatMap((branch) => named(branch.States, type)),
]);
const every = (type, value) => Object.fromEntries(named(machine.States, type).map((name) => [name, value]));

const ends = await Promise.all(runs.map(async ({ url, input }) => {
  const ask = async (body) => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text);
  };
  const run = new StateMachine(machine).run(input, {
    overrides: {
      taskResourceLocalHandlers: every('Task', ask),
      waitTimeOverrides: every('Wait', 0),
    },
    context: { Execution: { Id: url } },
  });
  try {
    await run.result;
    return { succeeded: true };
  } catch (error) {
    return { succeeded: false, error: String(error) };
  }
}));
console.log(JSON.stringify(ends));
