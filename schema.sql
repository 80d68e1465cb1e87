-- The whole schema as it stands. A new database is made from this file; an
-- older one comes here by the numbered steps in src/store/migrations.rs, and a
-- test proves that both ways end alike.
--
-- Moments are microseconds since 1970 in UTC. Text that people compare without
-- regard to capitals (usernames, addresses) collates nocase.

create table accounts (
  -- autoincrement: a number is never given twice, so no old token or link fits a new account.
  id            integer primary key autoincrement,
  username      text    not null collate nocase unique,
  email         text    not null collate nocase unique,
  password_hash text    not null,
  front_name    text    not null default '',
  last_name     text    not null default '',
  role          text    not null default 'user'   check (role in ('user', 'admin')),
  status        text    not null default 'active' check (status in ('inactive', 'active', 'deactivated', 'suspended')),
  mbti          text,
  -- How many photos were ever uploaded: the number in the next file name. It never falls.
  photo_count   integer not null default 0,
  created_at    integer not null
) strict;

-- Behind every token stands a row here; ending a session is deleting its row.
create table sessions (
  id         integer primary key autoincrement,
  account_id integer not null references accounts (id) on delete cascade,
  -- The one token that speaks for the session now (its jti).
  token_id   text    not null,
  family     text    not null,
  agent      text    not null default '',
  address    text    not null default '',
  created_at integer not null,
  expires_at integer not null
) strict;
create index sessions_by_account on sessions (account_id);
create index sessions_by_expiry  on sessions (expires_at);

create table photos (
  account_id integer primary key references accounts (id) on delete cascade,
  -- The part of the address that nobody can guess, and the file's name on disk.
  key        text    not null unique,
  file_name  text    not null,
  hash       text    not null,
  width      integer not null,
  height     integer not null,
  bytes      integer not null,
  created_at integer not null
) strict;

-- Every prediction ever made for an account.
create table predictions (
  id            integer primary key autoincrement,
  account_id    integer not null references accounts (id) on delete cascade,
  mbti          text    not null,
  -- The sixteen chances in class order, as a JSON list.
  probabilities text    not null check (json_valid(probabilities)),
  -- Why the result deserves no trust; null when it does.
  oddity        text,
  answers_hash  text    not null,
  model_hash    text    not null,
  created_at    integer not null
) strict;
create index predictions_by_account on predictions (account_id, id);
