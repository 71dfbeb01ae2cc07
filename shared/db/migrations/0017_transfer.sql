-- Calls that are handed over to people of ours, and whose telephones that rang.
create table transfer (
  id uuid primary key,
  call_id uuid not null,
  n int not null,                           -- the turn in which a person was wanted
  allowance_id uuid,                        -- the campaign's, where one made the call
  rota text not null,                       -- whose people are asked
  language text not null,                   -- the caller's
  state text not null check (
    state in ('waiting', 'talking', 'done', 'nobody_there', 'nobody_came', 'left')),
  wanted_at timestamptz not null,
  taken_at timestamptz,
  ended_at timestamptz,
  ticket_id uuid,
  answer text,                              -- the document that ended the wait
  unique (call_id, n)
);
create index transfer_of_allowance on transfer (allowance_id, wanted_at desc);

create table transfer_ring (
  transfer_id uuid not null references transfer (id),
  place int not null,                       -- the first who was asked, the second, ...
  person text not null,
  phone text not null,
  language text not null,                   -- what they are told in
  ring_seconds int not null,
  asked_at timestamptz not null,
  taken_at timestamptz,                     -- they pressed the key
  over_at timestamptz,                      -- they may be asked again
  reserved_micro bigint not null default 0,
  cost_micro bigint not null default 0,
  answer text,                              -- the document that rang them
  primary key (transfer_id, place)
);
-- Nobody is rung for two callers at once.
create unique index transfer_ring_one_at_a_time on transfer_ring (phone) where over_at is null;

-- Whoever is on call, and cannot take a call all the same.
create table away (
  person text not null,                     -- as rotas name them
  until timestamptz,                        -- empty: until they say that they are back
  since timestamptz not null,
  noted_by text not null
);
create unique index away_once on away (lower(person));

-- How many calls may ring for each free person, as the share of abandoned calls allows it.
create table campaign_level (
  campaign_id uuid primary key references campaign (id),
  calls double precision not null,
  error double precision not null,
  abandoned double precision not null,      -- share of the last 30 days, as it was then
  at timestamptz not null
);
