/** The tables of a temporal projection: rectangles over both clocks, and the deltas of its totals at three levels. */
export function temporalTables(table: string): string {
  return `
create table ${table} (
  entity        text   not null,
  known_from    bigint not null,
  known_to      bigint not null,
  happened_from date   not null,
  happened_to   date   not null,
  unit          text,
  stage         text,
  amount        bigint not null,
  state         json   not null,
  primary key (entity, known_from, happened_from)
);
create table ${table}_deltas (
  unit text not null, stage text not null, known bigint not null, known_on date not null, happened date not null, count int not null, amount bigint not null,
  primary key (unit, known_on, known, stage, happened)
);
create table ${table}_days (
  unit text not null, stage text not null, known_on date not null, happened date not null, count int not null, amount bigint not null,
  primary key (unit, known_on, happened, stage)
);
create table ${table}_months (
  unit text not null, stage text not null, known_on date not null, happened date not null, count int not null, amount bigint not null,
  primary key (unit, known_on, happened, stage)
);`;
}

/** The indexes of a temporal projection; a rebuild creates them last. */
export function temporalIndexes(table: string): string {
  const still = `known_to = 9007199254740991 and happened_to = '9999-12-31'`;
  return `
create index on ${table} (entity) where known_to = 9007199254740991;
create index on ${table} (unit, stage, happened_from desc, known_from desc, entity desc) where ${still};
create index on ${table} (stage, happened_from desc, known_from desc, entity desc) where ${still};
create index on ${table} (unit, stage, happened_from desc, known_from desc, entity desc);
create index on ${table} (stage, happened_from desc, known_from desc, entity desc);
create index on ${table} (known_from);
create index on ${table} (known_to) where known_to < 9007199254740991;
create index on ${table}_days (unit, happened, known_on);`;
}
