-- Live calls that one of ours ends, or takes over, and the telephone each of them is rung at.
create table call_end (
  call_id uuid primary key references call (id),
  actor text not null,
  reason text not null default '',
  asked_at timestamptz not null,
  sent_at timestamptz not null              -- when the network was last to be told
);

create table takeover (
  id uuid primary key,
  call_id uuid not null references call (id),
  person text not null,                     -- one of ours, by the name they sign in with
  phone text not null,
  language text not null,                   -- theirs
  asked_at timestamptz not null,
  n int,                                    -- the turn in which the caller was told; the transfer's
  dropped text                              -- why nobody was told
);
create index takeover_of_call on takeover (call_id, asked_at desc);

alter table transfer add column begun_by text;   -- one of ours; empty where the caller asked

-- Where one of ours was last rung when they took a call over.
create table staff_phone (
  person text not null,                     -- as rotas name them
  phone text not null,
  noted_at timestamptz not null
);
create unique index staff_phone_once on staff_phone (lower(person));
