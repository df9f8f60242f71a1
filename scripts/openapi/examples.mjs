/** Puts the examples in their places, and adds what each problem looks like. */

function successOf(operation) {
  return Object.values(operation.responses)[0];
}

/** One example stands as it is; several have names. */
function place(content, example) {
  for (const media of Object.values(content)) {
    if (example.oneOf === undefined) media.example = example.value;
    else media.examples = mapValues(example.oneOf, (value) => ({ value }));
  }
}

function mapValues(record, change) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** Where a reader tries an operation, what must be filled in is filled in. */
function fillIn(parameters, values) {
  for (const parameter of parameters ?? []) {
    const value = values[parameter.name];
    if (value !== undefined && (parameter.required || parameter.name in values.own))
      parameter.example = value;
  }
}

export function addExamples(operation, examples) {
  const { request, answer, answers, parameters = {} } = examples.operations[operation.operationId] ?? {};
  fillIn(operation.parameters, { ...examples.parameters, ...parameters, own: parameters });
  if (request !== undefined) place(operation.requestBody.content, { value: request });
  if (answers !== undefined) place(successOf(operation).content, { oneOf: answers });
  else if (answer !== undefined) place(successOf(operation).content, { value: answer });
}

/** What a refusal for each reason looks like. */
export function problemExamples(errorTable, details) {
  return Object.fromEntries(
    Object.entries(errorTable).map(([code, { title, status }]) => {
      const problem = {
        type: `/problems/${code}`,
        title,
        status,
        ...details[code],
        requestId: 'Kl2fU8vQ-3f',
      };
      return [code, { value: problem }];
    }),
  );
}
