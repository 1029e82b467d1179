export { type Definition, type Evidence, type FigureColumn, type Line, type Option, type Question, type Result, type Rows, type Scale } from './definition.ts';
export { type Asked, type Basis, type Computed, figureAt, questionFields, requireDefinition } from './figure.reader.ts';
export { type Period, periodCode, periodOf } from './period.ts';
export { definitionOf, definitions, figureNames, reportedFigures, versionsOf } from './registry.ts';
export { type FigureSettings, figureSettings, figureSettingsOn } from './settings.ts';
export { FiguresModule } from './figures.module.ts';
