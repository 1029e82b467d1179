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

/**
 * The indexes of a temporal projection; a rebuild creates them last. Boards of now walk what still holds in the order
 * of happening; boards as of a time walk everything in that order while a column is long, and find a short one by
 * range: each rectangle is in one of three such indexes, since a box around both kinds of open end would hold anything.
 */
export function temporalIndexes(table: string): string {
  const [still, forever] = ['9007199254740991', `'9999-12-31'`];
  const inOrder = 'happened_from desc, known_from desc, entity desc';
  const [known, happened] = ['int8range(known_from, known_to)', 'daterange(happened_from, happened_to)'];
  return `
create extension if not exists btree_gist with schema public;
create index on ${table} (entity) where known_to = ${still};
create index on ${table} (unit, stage, ${inOrder}) where known_to = ${still} and happened_to = ${forever};
create index on ${table} (stage, ${inOrder}) where known_to = ${still} and happened_to = ${forever};
create index on ${table} (unit, stage, ${inOrder});
create index on ${table} (stage, ${inOrder});
create index on ${table} using gist (stage, unit, ${known}) where happened_to = ${forever};
create index on ${table} using gist (stage, unit, ${happened}) where known_to = ${still} and happened_to < ${forever};
create index on ${table} using gist (stage, unit, ${known}, ${happened}) where known_to < ${still} and happened_to < ${forever};
create index on ${table} (known_from);
create index on ${table} (known_to) where known_to < ${still};
create index on ${table}_days (unit, happened, known_on);`;
}
