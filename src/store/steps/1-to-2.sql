-- The page: drafts, kept answers, share links.

-- The answers behind a prediction, where its client lets them be kept: sixty in
-- a JSON list. They explain a result to whoever gave them.
create table answer_sheets (
  prediction_id integer primary key references predictions (id) on delete cascade,
  answers       text    not null check (json_valid(answers))
) strict;

-- A quiz that isn't finished: sixty answers in a JSON list, null where there is none yet.
create table drafts (
  account_id integer primary key references accounts (id) on delete cascade,
  answers    text    not null check (json_valid(answers)),
  updated_at integer not null
) strict;

-- Links that show one result to whoever has them, until they end or are revoked.
create table shares (
  id            integer primary key autoincrement,
  account_id    integer not null references accounts (id) on delete cascade,
  prediction_id integer not null references predictions (id) on delete cascade,
  -- SHA-256 of the link's key.
  key_hash      text    not null unique,
  created_at    integer not null,
  expires_at    integer not null
) strict;
create index shares_by_account    on shares (account_id, id);
create index shares_by_prediction on shares (prediction_id);

-- One row: this database's own name. Its photos' folder bears it, too, so that
-- neither is taken for another's.
create table identity (
  name text not null
) strict;
insert into identity (name) values (lower(hex(randomblob(16))));
