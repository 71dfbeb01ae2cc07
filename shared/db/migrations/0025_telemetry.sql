-- When nobody was dialled, how long each queue was, and messages that failed for good.
create table dialling_pause (
  id uuid primary key,
  at timestamptz not null,
  paused_by text not null,
  reason text not null,
  ended_at timestamptz,
  ended_by text
);
create unique index dialling_pause_in_force on dialling_pause ((true)) where ended_at is null;

create table queue_depth (
  queue text primary key,
  depth int not null,
  oldest_at timestamptz,                    -- when the first of them was put there
  seen_at timestamptz not null
);

create table poison_message (
  id uuid primary key,                      -- the queue's own, new each time a message is put
  queue text not null,                      -- where it was to be read
  body text,                                -- gone once somebody has decided
  inserted_at timestamptz not null,
  dequeue_count int not null,
  decided text check (decided in ('requeued', 'deleted')),
  decided_by text,
  decided_at timestamptz
);
create index poison_message_lying on poison_message (queue, inserted_at, id) where decided is null;
