-- What a turn came to, whole: whoever asks again for it gets the same. `filler` is the document that
-- bridged the time until then. `interrupted_after`: how many seconds of our words had been heard when
-- they spoke over us, if it is known.
alter table turn
  add column reply jsonb,
  add column filler text,
  add column interrupted_after real;

-- Whether the person who is called has said that it is them.
alter table conversation add column confirmed boolean not null default false;

-- What we knew and told in a call, and whether it helped: a ticket that need not be opened.
create table deflection (
  call_id uuid not null references conversation (call_id),
  n int not null,                           -- the turn in which it was told
  source_id uuid not null,
  number text not null,
  offered_at timestamptz not null,
  accepted boolean,                         -- null: they have not said
  answered_at timestamptz,
  primary key (call_id, n, source_id)
);
create index deflection_offered on deflection (offered_at);
