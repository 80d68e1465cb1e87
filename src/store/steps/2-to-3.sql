-- The card: pronouns. The table is made anew, since "alter table add column" would leave
-- another text of it than schema.sql has, and texts are compared.
alter table cards rename to cards_of_2;

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

insert into cards (
  account_id, occupation, home_address, country, county, linkedin, facebook, github,
  instagram, twitter, youtube, description, updated_at
)
select
  account_id, occupation, home_address, country, county, linkedin, facebook, github,
  instagram, twitter, youtube, description, updated_at
from cards_of_2;
drop table cards_of_2;
