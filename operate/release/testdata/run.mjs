// Validates the state machine on standard input and runs it for each of runs, with tasks that its url answers. Prints how each has ended.
import { readFileSync } from 'node:fs';
import validator from 'asl-validator';
import { StateMachine } from 'aws-local-stepfunctions';

const { definition, runs } = JSON.parse(readFileSync(0, 'utf8'));
const machine = JSON.parse(definition);
const { isValid, errorsText } = validator(machine, { checkPaths: true, checkArn: true });
if (!isValid) throw new Error(errorsText());

const named = (type) => Object.entries(machine.States).filter(([, state]) => state.Type === type);

const ends = await Promise.all(runs.map(async ({ url, id, input }) => {
  const ask = ([name, state]) => async (body) => {
    const answer = await fetch(url, {
      method: 'POST', body: JSON.stringify({ execution: id, state: name, resource: state.Resource, input: body }),
    });
    const { error, cause, output } = await answer.json();
    if (error) throw Object.assign(new Error(cause), { name: error });
    return output;
  };
  const wait = async (name) => {
    await fetch(url, { method: 'POST', body: JSON.stringify({ execution: id, state: name, resource: 'wait' }) });
  };
  const states = structuredClone(machine);
  for (const [name, state] of named('Wait')) { // a wait is a task that tells the world how long it is
    states.States[name] = { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:wait', ResultPath: null, Next: state.Next };
  }
  const run = new StateMachine(states).run(input, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries([
        ...named('Task').map((one) => [one[0], ask(one)]),
        ...named('Wait').map(([name]) => [name, () => wait(name)]),
      ]),
      retryIntervalOverrides: Object.fromEntries(named('Task').map(([name]) => [name, 0])),
    },
    context: { Execution: { Id: id } },
  });
  try {
    await run.result;
    return { succeeded: true };
  } catch (error) {
    return { succeeded: false, error: error.cause?.name ?? error.name, cause: error.cause?.message ?? error.message };
  }
}));
console.log(JSON.stringify(ends));
