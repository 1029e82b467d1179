export { type ApiRequest, type SignedIn, CurrentActor, correlationIdOf, pathOf, signedInOf } from './request.ts';
export { type Common, body, common, commonFields, idParam, parse, query } from './body.ts';
export { Context, type ContextOptions, ContextPipe, WIRE_OPTIONS, type WireOptions } from './context.ts';
export { type Answer, answer, etagOf, tagged } from './answer.ts';
export { type Page, pageFields, readCursor, writeCursor } from './paging.ts';
export { type Language, languageOf } from './language.ts';
export { CommandBody, QueryAnswer, answerSchema, jsonSchema, problemSchema } from './openapi.ts';
export { type Problem, ProblemFilter, type ProblemFilterOptions, problemOf, sendProblem } from './problem.ts';
export { catalogue, type Text, type Texts, textOf } from './texts/index.ts';
