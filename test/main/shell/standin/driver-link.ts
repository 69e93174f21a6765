/** The line to the test that drives the stand-in: events go out, commands come in. */
type Command = Readonly<Record<string, unknown>> & { readonly do: string };

const listeners = new Map<string, (command: Command) => void>();
const answers = new Map<number, (answer: unknown) => void>();
let lastQuestion = 0;

export const tell = (event: Readonly<Record<string, unknown>>): void => void process.send?.(event);

export const listen = (name: string, act: (command: Command) => void): void => void listeners.set(name, act);

/** Puts a question to the test, as a dialog would to a person. */
export function ask(question: Readonly<Record<string, unknown>>): Promise<unknown> {
  const id = (lastQuestion += 1);
  tell({ ...question, id });
  return new Promise((resolve) => answers.set(id, resolve));
}

process.on('message', (raw) => {
  const command = raw as Command;
  if (command.do === 'answer') {
    answers.get(Number(command.id))?.(command.answer);
    answers.delete(Number(command.id));
    return;
  }
  const act = listeners.get(command.do);
  if (!act) throw new Error(`the stand-in cannot do "${command.do}"`);
  act(command);
});
// The test is gone: so is the person.
process.on('disconnect', () => process.exit(1));
