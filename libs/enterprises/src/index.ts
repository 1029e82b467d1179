export { checkCreditCode, creditCodeAlphabet, creditCodeCheckDigit, normaliseCreditCode, type CreditCodeCheck, type CreditCodeShapeFault } from './credit-code.ts';
export { buildDuplicateIndex, type DuplicateIndex } from './duplicate-index.ts';
export { suggestDuplicates, type DuplicateReason, type DuplicateSuggestion, type EnterpriseSketch } from './duplicates.ts';
export { normaliseName, type NormalisedName } from './enterprise-name.ts';
