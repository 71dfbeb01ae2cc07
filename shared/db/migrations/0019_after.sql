-- What is kept of a call: its recording, what waits for its transcript, corrections, its summary.

create table recording (
  call_id uuid primary key references call (id),
  sid text unique,                          -- the network's, once it told
  state text not null
    check (state in ('wanted', 'running', 'ended', 'kept', 'ready', 'absent', 'gone')),
  unwanted text check (unwanted in ('refused', 'erased', 'expired')),
  retention text not null,                  -- the class that says how long it is kept
  wanted_at timestamptz not null,
  seconds int,
  size int,
  sha256 text,
  tries int not null default 0,             -- how often in a row the next step failed
  due_at timestamptz,                       -- when the next step is to be taken; empty: none is
  leased_until timestamptz                  -- somebody takes it now
);
create index recording_due on recording (due_at) where due_at is not null;
create index recording_held on recording (retention, wanted_at) where unwanted is null;

create table recording_listen (
  position bigint generated always as identity primary key,
  call_id uuid not null references recording (call_id),
  actor text not null,
  part text,                                -- which bytes were asked for; empty: all
  at timestamptz not null
);
create index recording_listen_of_call on recording_listen (call_id, position);

-- Lines on their way to the transcript, redacted already. They leave once they are there.
create table transcript_entry (
  call_id uuid not null references call (id),
  id text not null,
  content jsonb not null,
  at timestamptz not null,
  primary key (call_id, id)
);
create index transcript_entry_at on transcript_entry (at);

create table correction (
  id uuid primary key,
  call_id uuid not null,
  n int not null,
  side text not null check (side in ('heard', 'said')),
  text text not null,
  actor text not null,
  at timestamptz not null,
  foreign key (call_id, n) references turn (call_id, n)
);
create index correction_of_call on correction (call_id, at);

alter table conclusion
  add column retention text,                -- empty: concluded before there were classes
  add column summary text,
  add column summary_en text,               -- where the call was in another language
  add column judged text,                   -- the model's own word on what came of it
  add column confidence real,
  add column sentiment text,
  add column answers jsonb not null default '[]',
  add column summed_by text,                -- model | rules
  add column summed_at timestamptz,
  add column sum_due_at timestamptz,        -- when a summary is to be tried; empty: none is
  add column sum_tries int not null default 0;
create index conclusion_summing on conclusion (sum_due_at) where sum_due_at is not null;
