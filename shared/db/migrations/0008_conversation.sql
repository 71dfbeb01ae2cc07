-- What was said in a call, turn by turn, and what came of it.
create table conversation (
  call_id uuid primary key references call (id),
  language text not null,
  outcome text,
  note text,
  ticket_id uuid,
  started_at timestamptz not null,
  ended_at timestamptz
);

create table turn (
  call_id uuid not null references conversation (call_id),
  n int not null,
  heard text,
  digits text,
  confidence real,
  said text,
  action text,
  source text,                              -- who found the words: script | model
  answer text,                              -- the document the network was given, for repeats
  claimed_at timestamptz not null,
  answered_at timestamptz,
  primary key (call_id, n)
);

-- What was done about a call that ended, so that a second message does nothing.
create table conclusion (
  call_id uuid primary key,
  outcome text not null,
  note text,
  at timestamptz not null
);
create index conclusion_at on conclusion (at desc);
