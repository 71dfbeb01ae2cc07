-- Whose voices the account has, as the vendor listed them last: who shows them has no key to ask it.
create table offered_voice (
  id text primary key,                      -- the vendor's
  name text not null,
  languages text[] not null,
  about text not null,
  seen_at timestamptz not null,             -- when it was last listed
  gone_at timestamptz                       -- since when it is not
);
create table voice_list (
  only_one boolean primary key default true check (only_one),
  listed_at timestamptz,                    -- when the vendor last listed all of them
  due_at timestamptz not null,              -- when it is asked again
  failures int not null default 0,          -- in a row
  reason text not null default ''
);
