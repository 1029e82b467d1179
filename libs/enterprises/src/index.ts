export { checkCreditCode, creditCodeAlphabet, creditCodeCheckDigit, normaliseCreditCode, type CreditCodeCheck, type CreditCodeShapeFault } from './credit-code.ts';
export { buildDuplicateIndex, type DuplicateIndex } from './duplicate-index.ts';
export { suggestDuplicates, type DuplicateReason, type DuplicateSuggestion, type EnterpriseSketch } from './duplicates.ts';
export { normaliseName, type NormalisedName } from './enterprise-name.ts';
export { blacklistGround, enterpriseEvents, type EnterpriseEvent } from './enterprise.events.ts';
export { enterpriseDecider, enterpriseIdOf, recordedCreditCode, refuseCreditCode, type EnterpriseCommand, type EnterpriseState, type Investor } from './enterprise.decider.ts';
export { BlacklistEnterprise, ClearEnterprise, investorInput, RegisterEnterprise } from './enterprise.commands.ts';
export { type BlacklistFact, blacklistOf } from './blacklist.ts';
export { EnterprisesModule } from './enterprises.module.ts';
