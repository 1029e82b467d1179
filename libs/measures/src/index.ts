export * from './money.ts';
export * from './area.ts';
export * from './day.ts';
