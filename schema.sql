-- Today's whole schema. A new database is made from this file; an older one is
-- migrated by the numbered steps in src/store/migrations.rs, and a test proves
-- that both have the same schema in the end.
--
-- Moments are microseconds since 1970 in UTC.

create table accounts (
  -- autoincrement: a number is never given twice, so no old token or link fits a new account.
  id            integer primary key autoincrement,
  -- As its owner typed it (NFC).
  username      text    not null collate nocase,
  -- The same case-folded, as it is compared: SQLite folds ASCII alone.
  username_key  text    not null unique,
  email         text    not null collate nocase unique,
  password_hash text    not null,
  front_name    text    not null default '',
  last_name     text    not null default '',
  role          text    not null default 'user'   check (role in ('user', 'admin')),
  status        text    not null default 'active' check (status in ('inactive', 'active', 'deactivated', 'suspended')),
  mbti          text,
  -- 0 where the answers behind mbti deserve no trust.
  mbti_reliable integer not null default 1        check (mbti_reliable in (0, 1)),
  -- How many photos were ever uploaded: the number in the next file name. It never falls.
  photo_count   integer not null default 0,
  created_at    integer not null,
  last_login_at integer
) strict;

-- Every token, session id and code has a row here. An ended session stays until
-- its tokens would have expired (so that they are told from forged ones), and
-- is then deleted: a revocation list that doesn't grow.
create table sessions (
  id                  integer primary key autoincrement,
  account_id          integer not null references accounts (id) on delete cascade,
  family              text    not null,
  agent               text    not null default '',
  address             text    not null default '',
  -- The tokens that speak for it now (their jti), and the pair before them,
  -- which is good for a moment more: a client may have lost the answer.
  access_id           text,
  refresh_id          text,
  previous_access_id  text,
  previous_refresh_id text,
  refreshed_at        integer,
  -- SHA-256 of the session id or code its client holds, where it holds no token.
  handle_hash         text unique,
  created_at          integer not null,
  expires_at          integer not null,
  ended_at            integer,
  -- When it was used last, to about a day: not every request is a write.
  last_used_at        integer not null,
  -- The app password that opened it, if one did; it ends with that.
  app_password_id     integer references app_passwords (id) on delete set null
) strict;
create index sessions_by_account on sessions (account_id);
create index sessions_by_expiry  on sessions (expires_at);
create index sessions_by_app_password on sessions (app_password_id) where app_password_id is not null;

-- One-time codes sent by mail, each for the client network that asked for it: a stranger's is beside the owner's.
-- How many there are is bounded by the mails of a day (code_totals), since each came by one.
create table codes (
  -- The latest has the largest.
  id           integer primary key,
  account_id   integer not null references accounts (id) on delete cascade,
  purpose      text    not null check (purpose in ('verify', 'reset', 'change')),
  -- The address that it went to: the account's, one that it had until lately, or the one that it is to have.
  email        text    not null,
  -- HMAC-SHA-256 under the server's secret of the digits and the address that they went to: six digits under a
  -- bare hash are no secret.
  digits_hash  text    not null,
  -- The same of the letters, which stand for the same and can't be guessed.
  letters_hash text    not null,
  -- The client network that asked for it. All others' tries are counted apart: their wrong guesses don't use up
  -- its own.
  network      text    not null,
  tries        integer not null,
  other_tries  integer not null,
  -- The client network that used it, which alone may use it again until it expires.
  used_by      text,
  expires_at   integer not null
) strict;
create index codes_by_account on codes (account_id, purpose, email, id);

-- What codes cost an account on one day: strangers' guesses and mails are bounded by it, over restarts as well.
create table code_totals (
  account_id      integer primary key references accounts (id) on delete cascade,
  -- The client network that signed up and waited for a code: it isn't a stranger's.
  registered_from text,
  -- Midnight (UTC) of the day that the rest is about.
  day_at          integer not null,
  -- Wrong digits from strangers.
  wrong           integer not null default 0,
  -- Mails with codes; of them those that strangers asked for.
  mails           integer not null default 0,
  strangers_mails integer not null default 0,
  -- Mails that told the owner of it.
  told            integer not null default 0
) strict;

-- What was mailed to an address on one day, whichever accounts it was about. Nothing of other days is kept.
create table recipient_totals (
  -- HMAC-SHA-256 under the server's secret of the address.
  hash    text    primary key,
  -- Midnight (UTC) of the day that the rest is about.
  day_at  integer not null,
  -- Mails with codes for an account that has the address; those that others asked for; those that tell of changes.
  mails   integer not null,
  asked   integer not null,
  notices integer not null
) strict, without rowid;

-- Addresses that accounts had until lately, each with a code that takes it back. Until that ends nobody else is
-- given the address. One that was taken back is no address any more ('', without a code), and stays until its end as
-- a change that counts.
create table former_addresses (
  -- The latest has the largest.
  id         integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  email      text    not null,
  -- HMAC-SHA-256 under the server's secret of the code that was mailed there.
  code_hash  text    unique,
  expires_at integer not null
) strict;
create index former_addresses_by_account on former_addresses (account_id, id);
create index former_addresses_by_email   on former_addresses (email);

-- A second factor: the secret that an account's authenticator app shares with the server. A row says that it is on.
create table second_factors (
  account_id      integer primary key references accounts (id) on delete cascade,
  -- Sealed under a key made of the server's secret and the account's number.
  secret          blob    not null,
  -- The 30 seconds (RFC 6238) whose code was used last: a code is good once, and none before it.
  last_step       integer not null,
  created_at      integer not null,
  -- Midnight (UTC) of the day that the rest is about.
  day_at          integer not null,
  -- Wrong codes behind the right password, from client networks where the account is known and from all others.
  wrong           integer not null default 0,
  strangers_wrong integer not null default 0
) strict;

-- What takes the place of the app when it is lost. Each is good once, and then gone.
create table recovery_codes (
  id         integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  -- HMAC-SHA-256 under the server's secret.
  hash       text    not null,
  created_at integer not null
) strict;
create index recovery_codes_by_account on recovery_codes (account_id);

-- What an account with a second factor signs in with where no code can be asked for.
create table app_passwords (
  id           integer primary key autoincrement,
  account_id   integer not null references accounts (id) on delete cascade,
  -- What its owner calls it.
  name         text    not null,
  -- HMAC-SHA-256 under the server's secret.
  hash         text    not null unique,
  created_at   integer not null,
  -- When it or a session that it opened was used last, to about a day.
  last_used_at integer
) strict;
create index app_passwords_by_account on app_passwords (account_id, id);

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
  -- Of the statements that were answered; null in results of older programs.
  questionnaire_hash text,
  created_at    integer not null
) strict;
create index predictions_by_account on predictions (account_id, id);

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
create index shares_by_expiry     on shares (expires_at);

-- Two people who show each other a result: one makes a link, and the first who agrees by it shows one in turn. Either
-- ends it by deleting the row.
create table comparisons (
  id                  integer primary key autoincrement,
  -- Who asked, and with which result.
  account_id          integer not null references accounts (id) on delete cascade,
  prediction_id       integer not null references predictions (id) on delete cascade,
  -- Who agreed; null as long as nobody has.
  other_id            integer references accounts (id) on delete cascade,
  other_prediction_id integer references predictions (id) on delete cascade,
  -- SHA-256 of the link's key.
  key_hash            text    not null unique,
  created_at          integer not null,
  agreed_at           integer,
  expires_at          integer not null,
  check ((other_id is null) = (agreed_at is null) and (other_id is null) = (other_prediction_id is null)),
  check (other_id <> account_id)
) strict;
create index comparisons_by_account          on comparisons (account_id, id);
create index comparisons_by_other            on comparisons (other_id, id);
create index comparisons_by_prediction       on comparisons (prediction_id);
create index comparisons_by_other_prediction on comparisons (other_prediction_id);
create index comparisons_by_expiry           on comparisons (expires_at);

-- Other questionnaires than the sixty, each version as it was when somebody answered it first, so that a result stays
-- readable when its folder changes. One goes with the last result of it and the last room that answers it.
create table instruments (
  -- SHA-256 of the document.
  hash     text    primary key,
  document text    not null check (json_valid(document))
) strict, without rowid;

create table instrument_results (
  id              integer primary key autoincrement,
  -- Whose it is; null of what somebody in a room let be kept for research. When the room goes that is nobody's any more.
  account_id      integer references accounts (id) on delete cascade,
  seat_id         integer references seats (id) on delete set null,
  room_id         integer references rooms (id) on delete set null,
  team            integer,
  instrument_hash text    not null references instruments (hash),
  -- A JSON list, each answer from 1 (the first point) up.
  answers         text    not null check (json_valid(answers)),
  -- What they said then, scale by scale: strength, lower and upper end of its range, people it rests on, their alpha.
  scores          text    not null check (json_valid(scores)),
  -- Whether whoever answered lets the answers be kept for research: counted in ranges, statistics and norms, and exported.
  -- One of an account's, the latest of which that was said: however many it has, they are found at once and weigh as one.
  may_count       integer not null check (may_count in (0, 1)),
  -- The language that the statements were shown in; nothing where they don't count, or it wasn't told.
  language        text    check (language is null or language in ('id', 'en') and may_count = 1),
  created_at      integer not null,
  check (account_id is null and may_count = 1 or account_id is not null and seat_id is null and room_id is null)
) strict;
create index instrument_results_by_account    on instrument_results (account_id, id);
create index instrument_results_by_instrument on instrument_results (instrument_hash);
create index instrument_results_that_count    on instrument_results (instrument_hash, id) where may_count = 1;
create unique index instrument_results_one_counts on instrument_results (instrument_hash, account_id) where may_count = 1;
create unique index instrument_results_by_seat on instrument_results (seat_id) where seat_id is not null;
create index instrument_results_by_room        on instrument_results (room_id) where room_id is not null;
create trigger instrument_results_deleted after delete on instrument_results
  when not exists (select 1 from instrument_results where instrument_hash = old.instrument_hash)
    and not exists (select 1 from rooms where instrument_hash = old.instrument_hash) begin
  delete from instruments where hash = old.instrument_hash;
end;

-- What an account says of itself in free form, as one JSON object.
create table documents (
  account_id integer primary key references accounts (id) on delete cascade,
  document   text    not null check (json_valid(document)),
  updated_at integer not null
) strict;

-- The card of an account; null is what it never set.
create table cards (
  account_id   integer primary key references accounts (id) on delete cascade,
  occupation   text,
  home_address text,
  country      text,
  county       text,
  linkedin     text,
  facebook     text,
  github       text,
  instagram    text,
  twitter      text,
  youtube      text,
  description  text,
  pronouns     text,
  updated_at   integer not null
) strict;

-- The diary: sessions, with what was detected in them, and feedback.
create table diary_sessions (
  id         integer primary key autoincrement,
  account_id integer not null references accounts (id) on delete cascade,
  start_time integer not null,
  end_time   integer
) strict;
create index diary_sessions_by_account on diary_sessions (account_id, id);

create table detections (
  id         integer primary key autoincrement,
  session_id integer not null references diary_sessions (id) on delete cascade,
  created_at integer not null
) strict;
create index detections_by_session on detections (session_id, id);

create table facial_data (
  id           integer primary key autoincrement,
  detection_id integer not null references detections (id) on delete cascade,
  emotion      text    not null,
  created_at   integer not null
) strict;
create index facial_data_by_detection on facial_data (detection_id, id);

create table voice_data (
  id           integer primary key autoincrement,
  detection_id integer not null references detections (id) on delete cascade,
  content      text    not null,
  created_at   integer not null
) strict;
create index voice_data_by_detection on voice_data (detection_id, id);

-- A suggestion belongs to a face, to a voice or to the detection itself, to one of them.
create table suggestions (
  id           integer primary key autoincrement,
  detection_id integer references detections (id) on delete cascade,
  facial_id    integer references facial_data (id) on delete cascade,
  voice_id     integer references voice_data (id) on delete cascade,
  suggestion   text    not null,
  -- Up to three links, separated by commas.
  url          text,
  created_at   integer not null,
  check ((detection_id is not null) + (facial_id is not null) + (voice_id is not null) = 1)
) strict;
create index suggestions_by_detection on suggestions (detection_id, id);
create index suggestions_by_facial    on suggestions (facial_id, id);
create index suggestions_by_voice     on suggestions (voice_id, id);

create table feedback (
  session_id integer primary key references diary_sessions (id) on delete cascade,
  rating     integer not null check (rating between 1 and 5),
  comment    text,
  created_at integer not null
) strict;

-- The community.
create table posts (
  id         integer primary key autoincrement,
  account_id integer not null references accounts (id) on delete cascade,
  title      text,
  content    text    not null,
  created_at integer not null,
  updated_at integer not null
) strict;
create index posts_by_account on posts (account_id);

create table comments (
  id         integer primary key autoincrement,
  post_id    integer not null references posts (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  content    text    not null,
  created_at integer not null,
  updated_at integer not null
) strict;
create index comments_by_post    on comments (post_id, id);
create index comments_by_account on comments (account_id);

create table reminders (
  id            integer primary key autoincrement,
  account_id    integer not null references accounts (id) on delete cascade,
  title         text    not null,
  description   text,
  reminder_time integer not null,
  is_active     integer not null default 1 check (is_active in (0, 1)),
  created_at    integer not null
) strict;
create index reminders_by_account on reminders (account_id, id);

-- Rooms in which a group takes the quiz together. They go seven days after their end.
create table rooms (
  id          integer primary key autoincrement,
  -- The host.
  account_id  integer not null references accounts (id) on delete cascade,
  -- What it is joined by.
  code        text    not null unique,
  title       text    not null,
  language    text    not null check (language in ('id', 'en')),
  asks_names  integer not null check (asks_names in (0, 1)),
  -- The teams' names, as a JSON list.
  teams       text    not null check (json_valid(teams)),
  -- Whether the group sees its picture without its host's revealing it.
  at_once     integer not null check (at_once in (0, 1)),
  -- How many people a picture has at the least.
  least       integer not null check (least >= 3),
  -- The questionnaire that it answers; null of the sixty statements.
  instrument_hash text references instruments (hash),
  opened_at   integer not null,
  ends_at     integer not null,
  is_paused   integer not null default 0 check (is_paused in (0, 1)),
  revealed_at integer
) strict;
create index rooms_by_account on rooms (account_id, id);
create index rooms_by_end     on rooms (ends_at);
create index rooms_by_instrument on rooms (instrument_hash) where instrument_hash is not null;
create trigger rooms_deleted after delete on rooms
  when not exists (select 1 from instrument_results where instrument_hash = old.instrument_hash)
    and not exists (select 1 from rooms where instrument_hash = old.instrument_hash) begin
  delete from instruments where hash = old.instrument_hash;
end;

-- Who sits in them, without an account.
create table seats (
  id          integer primary key autoincrement,
  room_id     integer not null references rooms (id) on delete cascade,
  -- SHA-256 of the token in the phone's cookie.
  token_hash  text    not null unique,
  -- Empty where the room asks for no names.
  name        text    not null,
  -- The team's place in the room's list.
  team        integer,
  -- A digit from 1 (the first point) up for each statement, a dot where there is no answer yet.
  answers     text    not null check (length(answers) between 5 and 300),
  joined_at   integer not null,
  finished_at integer,
  -- Null of another questionnaire.
  mbti        text,
  -- The chances of the four first poles, as a JSON list; empty of another questionnaire.
  shares      text    check (json_valid(shares)),
  -- Where the answers stand on each scale, from the second pole (0) to the first (1), as a JSON list.
  places      text    check (json_valid(places)),
  -- Why the result deserves no trust; null when it does.
  oddity      text,
  -- Whoever was removed or left. A picture that they are in stays as it is.
  is_removed  integer not null default 0 check (is_removed in (0, 1)),
  -- The batch in which they came into the group's picture; null before.
  batch       integer,
  is_raised   integer not null default 0 check (is_raised in (0, 1)),
  -- Whether the room ever saw their card.
  was_shown   integer not null default 0 check (was_shown in (0, 1))
) strict;
create index seats_by_room on seats (room_id, id);

-- Answers that may be used for research, by the consent of whoever gave them, and how they were given. Without it there
-- is no row here.
create table responses (
  id                 integer primary key autoincrement,
  -- Who gave them, and the result that they made: somebody with an account, else somebody on a seat of a room. When the
  -- room goes with its seats they stay, and are nobody's any more.
  account_id         integer references accounts (id) on delete cascade,
  prediction_id      integer references predictions (id) on delete cascade,
  seat_id            integer references seats (id) on delete set null,
  room_id            integer references rooms (id) on delete set null,
  team               integer,
  -- Sixty from -3 to 3, in the order of the questionnaire.
  answers            text    not null check (json_valid(answers)),
  -- How long each statement was looked at, in the same order, null where it isn't known.
  milliseconds       text    check (json_valid(milliseconds)),
  -- The statements, from 0, in the order in which they were shown; null where that was the questionnaire's.
  shown_order        text    check (json_valid(shown_order)),
  language           text    check (language in ('id', 'en')),
  -- The answer to the statement that asks for one certain answer, where it was shown.
  attention          integer check (attention between -3 and 3),
  -- As their giver was told it: a later program may reckon otherwise, and have no key to an older questionnaire.
  reliability        real,
  oddity             text,
  questionnaire_hash text    not null,
  model_hash         text    not null,
  created_at         integer not null,
  check (account_id is null or seat_id is null)
) strict;
create index        responses_by_account    on responses (account_id, id)    where account_id is not null;
create index        responses_by_prediction on responses (prediction_id)     where prediction_id is not null;
create unique index responses_by_seat       on responses (seat_id)           where seat_id is not null;
create index        responses_by_room       on responses (room_id)           where room_id is not null;

-- Norms: how many people of this server reached each sum of each scale, from the lowest, as a JSON list of lists. Those
-- that aren't cleared are shown beside results. The others stay, so that a version names one thing for ever.
create table norms (
  version            integer primary key autoincrement,
  -- Of the statements that they answered.
  questionnaire_hash text    not null,
  people             integer not null check (people >= 200),
  counts             text    not null check (json_valid(counts)),
  created_at         integer not null,
  cleared_at         integer
) strict;

-- Requests that carried an Idempotency-Key and took effect, each written in the transaction of its effect and
-- kept for a day.
create table idempotency_keys (
  id           integer primary key,
  -- HMAC-SHA-256 under the server's secret, of the account and its key; at a sign-up of the key and the body.
  key_hash     text    not null unique,
  account_id   integer not null references accounts (id) on delete cascade,
  -- The same of method, target and body: another request under the key is refused.
  request_hash text    not null,
  -- What was answered, sealed under a key that only the client's key and the server's secret make; null if it
  -- was lost.
  reply        blob,
  created_at   integer not null
) strict;
create index idempotency_keys_by_account on idempotency_keys (account_id, id);
create index idempotency_keys_by_age     on idempotency_keys (created_at);

-- What the administrators' overview shows, kept by the triggers below: counting a million rows takes too long.
create table counts (
  -- 'role', 'type' ('' without a result, '?' for one that deserves no trust), 'day' (of sign-ups, since 1970);
  -- 'results', 'photos' and 'photo bytes' have the value ''.
  kind  text    not null,
  value text    not null,
  n     integer not null,
  primary key (kind, value)
) strict, without rowid;

-- The accounts by their numbers, 128 to a block: how many there are, so that a list begins anywhere at once, and how
-- often was changed what administrators search.
create table account_blocks (
  block    integer primary key,
  accounts integer not null,
  version  integer not null
) strict;

create trigger accounts_inserted after insert on accounts begin
  insert into account_blocks (block, accounts, version) values (new.id / 128, 1, 1)
    on conflict (block) do update set accounts = accounts + 1, version = version + 1;
  insert into counts (kind, value, n) values
      ('role', new.role, 1), ('day', new.created_at / 86400000000, 1),
      ('type', iif(new.mbti is null, '', iif(new.mbti_reliable, new.mbti, '?')), 1)
    on conflict (kind, value) do update set n = n + 1;
end;
create trigger accounts_deleted after delete on accounts begin
  update account_blocks set accounts = accounts - 1, version = version + 1 where block = old.id / 128;
  insert into counts (kind, value, n) values
      ('role', old.role, -1), ('day', old.created_at / 86400000000, -1),
      ('type', iif(old.mbti is null, '', iif(old.mbti_reliable, old.mbti, '?')), -1)
    on conflict (kind, value) do update set n = n - 1;
end;
create trigger accounts_changed after update of username_key, email, front_name, last_name, role, status, mbti, mbti_reliable
  on accounts begin
  update account_blocks set version = version + 1 where block = new.id / 128;
end;
create trigger accounts_counted_anew after update of role, mbti, mbti_reliable on accounts
  when (old.role, old.mbti, old.mbti_reliable) is not (new.role, new.mbti, new.mbti_reliable) begin
  insert into counts (kind, value, n) values
      ('role', old.role, -1), ('role', new.role, 1),
      ('type', iif(old.mbti is null, '', iif(old.mbti_reliable, old.mbti, '?')), -1),
      ('type', iif(new.mbti is null, '', iif(new.mbti_reliable, new.mbti, '?')), 1)
    on conflict (kind, value) do update set n = n + excluded.n;
end;
create trigger predictions_inserted after insert on predictions begin
  insert into counts (kind, value, n) values ('results', '', 1) on conflict (kind, value) do update set n = n + 1;
end;
create trigger predictions_deleted after delete on predictions begin
  update counts set n = n - 1 where kind = 'results' and value = '';
end;
create trigger photos_inserted after insert on photos begin
  insert into counts (kind, value, n) values ('photos', '', 1), ('photo bytes', '', new.bytes)
    on conflict (kind, value) do update set n = n + excluded.n;
end;
create trigger photos_deleted after delete on photos begin
  insert into counts (kind, value, n) values ('photos', '', -1), ('photo bytes', '', -old.bytes)
    on conflict (kind, value) do update set n = n + excluded.n;
end;

-- The hash of the key that makes the first administrator: at most one row, and none once there was one.
create table set_up_key (
  hash text not null
) strict;

-- One row: the database's random name. The photos' folder has it, too, so that a
-- database isn't used with another's photos.
create table identity (
  name text not null
) strict;
insert into identity (name) values (lower(hex(randomblob(16))));

-- The copy that is kept elsewhere (--replica): one row while there is one.
create table replica (
  one        integer primary key check (one = 1),
  -- Counts the servers that owned it, one after the other.
  generation integer not null,
  -- Written every ten seconds: says of a restored database how old it is.
  beat_at    integer not null
) strict;

-- Photos that the copy elsewhere lacks, or has too many: what is left to be carried there.
create table photo_changes (
  key  text    primary key,
  gone integer not null check (gone in (0, 1))
) strict, without rowid;
create trigger photos_to_carry after insert on photos when exists (select 1 from replica) begin
  insert or replace into photo_changes (key, gone) values (new.key, 0);
end;
create trigger photos_to_drop after delete on photos when exists (select 1 from replica) begin
  insert or replace into photo_changes (key, gone) values (old.key, 1);
end;

-- Links by which an account's owner sets its password: an invitation, or after an administrator ended the old one.
create table password_links (
  account_id integer primary key references accounts (id) on delete cascade,
  -- HMAC-SHA-256 under the server's secret of the code that was mailed.
  code_hash  text    not null unique,
  expires_at integer not null
) strict;

-- What administrators and the operator did, each row written in the transaction of what it tells. Rows are only added:
-- the triggers refuse to change one, and to delete one that isn't a year old.
create table admin_log (
  id         integer primary key autoincrement,
  -- Who did it: an account's number, 0 for the operator at the machine. Neither number is a reference: the row outlives
  -- the accounts, and says nothing of them but their numbers.
  actor_id   integer not null,
  -- The address from which their session was opened; null for the operator.
  address    text,
  deed       text    not null,
  -- The account to which it was done; null where it was none.
  account_id integer,
  -- What it was before and what it became, where a word can say so.
  was        text,
  became     text,
  created_at integer not null
) strict;
create trigger admin_log_changed before update on admin_log begin
  select raise(abort, 'the log of administrators is only added to');
end;
create trigger admin_log_deleted before delete on admin_log
  when old.created_at > (unixepoch() - 365 * 86400) * 1000000 begin
  select raise(abort, 'the log of administrators keeps its rows for a year');
end;

-- Administrators sort by when somebody signed in last.
create index accounts_by_sign_in on accounts (last_login_at);
