-- What others are told of (webhooks), mail in and out, and exports.
create table webhook (
  id uuid primary key,
  name text not null,
  url text not null,
  events text[] not null check (cardinality(events) > 0),
  enabled boolean not null default true,
  secret text not null,                     -- signs; shown once, when it is made
  old_secret text,                          -- signs too, until then
  old_secret_until timestamptz,
  failing_since timestamptz,                -- when a delivery was given up, until one arrives
  created_by text not null,
  created_at timestamptz not null,
  version int not null default 1,
  check ((old_secret is null) = (old_secret_until is null))
);

create table webhook_delivery (
  id uuid primary key,
  position bigint generated always as identity,  -- in which order things happened to one resource
  webhook_id uuid not null references webhook on delete cascade,
  event text not null,
  resource_id uuid not null,
  body text not null,                       -- word for word what is signed
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries int not null default 0,
  due_at timestamptz not null,
  made_at timestamptz not null,
  finished_at timestamptz,
  replay_of uuid references webhook_delivery on delete set null,
  check ((state = 'waiting') = (finished_at is null))
);
create unique index webhook_delivery_newest on webhook_delivery (webhook_id, position desc);
create index webhook_delivery_order on webhook_delivery (webhook_id, resource_id, position)
where state = 'waiting';
create index webhook_delivery_due on webhook_delivery (due_at) where state = 'waiting';
create index webhook_delivery_old on webhook_delivery (made_at);
create index webhook_delivery_replay on webhook_delivery (replay_of) where replay_of is not null;

create table webhook_try (
  delivery_id uuid not null references webhook_delivery on delete cascade,
  number int not null,
  at timestamptz not null,
  status int,                               -- HTTP's; none where no answer came
  problem text,
  milliseconds int not null,
  primary key (delivery_id, number)
);

-- Mail, both ways. The words of comments stand in the journal alone.
create table mail (
  id uuid primary key,
  direction text not null check (direction in ('in', 'out')),
  kind text not null check (kind in ('comment', 'receipt', 'answer', 'request', 'bounce', 'ignored')),
  message_id text not null,                 -- RFC 5322's, without its brackets
  ticket_id uuid references ticket,
  entry bigint,                             -- the comment's position in the journal
  address text,                             -- of the requester, or of who wrote; none once erased
  state text not null check (state in ('waiting', 'sent', 'failed', 'bounced', 'taken')),
  reason text,                              -- why it failed, or was ignored
  tries int not null default 0,
  due_at timestamptz,
  at timestamptz not null,
  unique (direction, message_id),
  check ((state = 'waiting') = (due_at is not null)),
  check ((direction = 'in') = (state = 'taken'))
);
-- A comment is mailed once, whoever asks for it again.
create unique index mail_once on mail (ticket_id, entry) where entry is not null and direction = 'out';
create index mail_of_ticket on mail (ticket_id, at) where ticket_id is not null;
create index mail_of_address on mail (lower(address), at);
create index mail_due on mail (due_at) where state = 'waiting';
create index mail_found on mail (message_id);
create index mail_without_ticket on mail (at) where ticket_id is null;

-- What the board reads.
create index campaign_result_recent on campaign_result (at) include (cost_micro, campaign_id);
create index sla_clock_running on sla_clock (ticket_id) where ended_at is null;
create index transfer_recent on transfer (wanted_at);
create index ticket_resolved_at on ticket (resolved_at) where resolved_at is not null;

-- Tickets as files, made in parts by whoever works on one until it is done.
create table export (
  id uuid primary key,
  sheet jsonb not null,                     -- q, columns, separator, bom
  state text not null check (state in ('waiting', 'done', 'failed', 'gone')),
  made_by text not null,
  owner text not null,                      -- who may have it, as the sign-in names them
  sight jsonb,                              -- where they do not see all tickets: whose they see
  made_at timestamptz not null,
  asked_at timestamptz not null,            -- what -7d in its conditions is relative to
  finished_at timestamptz,
  before_serial bigint not null,            -- of tickets older than this, rows are still to be written
  rows int not null default 0,
  parts int not null default 0,
  leased_until timestamptz,
  tries int not null default 0
);
create index export_waiting on export (leased_until) where state = 'waiting';
create index export_there on export (made_at) where state <> 'gone';
