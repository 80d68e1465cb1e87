create table if not exists accounts (
  id            integer primary key autoincrement,
  username      text    not null collate nocase unique,
  email         text    not null collate nocase unique,
  password_hash text    not null,
  name          text    not null,
  role          text    not null default 'User',
  status        text    not null default 'active',
  mbti          text,
  photo         text
) strict;
create table if not exists sessions (
  id         integer primary key autoincrement,
  account_id integer not null references accounts (id) on delete cascade,
  token_id   text    not null,
  expires_at integer not null
) strict;
create index if not exists sessions_by_account on sessions (account_id);
create table if not exists predictions (
  id            integer primary key autoincrement,
  account_id    integer not null references accounts (id) on delete cascade,
  mbti          text    not null,
  probabilities text    not null,
  answers       text    not null,
  created_at    integer not null
) strict;
create index if not exists predictions_by_account on predictions (account_id, id);
