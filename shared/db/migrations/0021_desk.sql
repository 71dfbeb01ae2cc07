-- Work at the desk: who listens, what belongs together, what is to do, what may be filled in, files.
alter table ticket
  add column requester_id text,             -- who signed in to the portal and asked
  add column template text,                 -- the key of what it was opened from
  add column fields jsonb not null default '{}',  -- by the keys of ticket_field
  add column open_tasks int not null default 0 check (open_tasks >= 0),  -- mandatory ones
  add column merged_into uuid references ticket;
create index ticket_of_requester on ticket (requester_id, serial desc)
where requester_id is not null;
create index ticket_merged on ticket (merged_into) where merged_into is not null;
-- What is closed by itself is found here.
create index ticket_resolved on ticket (resolved_at) where state = 'resolved';

-- Which version of the campaign an entry made, so that a late change is told what it missed.
alter table campaign_log add column version int;

create table ticket_watcher (
  ticket_id uuid not null references ticket,
  person text not null,
  since timestamptz not null,
  primary key (ticket_id, person)
);

create table notification (
  id bigint generated always as identity primary key,
  person text not null,
  ticket_id uuid not null references ticket,
  position bigint not null,                 -- of the journal's entry that caused it
  reason text not null check (reason in ('mentioned', 'watching')),
  actor text not null,
  at timestamptz not null,
  read_at timestamptz
);
-- A handler that runs twice tells nobody twice.
create unique index notification_once on notification (person, ticket_id, position);
create index notification_unread on notification (person, id desc) where read_at is null;

create table ticket_field (
  key text primary key check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  label_en text not null,
  label_es text not null,
  kind text not null check (
    kind in ('text', 'number', 'date', 'choice', 'boolean', 'user')
  ),
  choices text[] not null default '{}',
  required_in text[] not null default '{}', -- states that a ticket cannot enter without it
  templates text[] not null default '{}',   -- keys; none: every ticket has the field
  retired boolean not null default false,   -- kept where it was filled in, asked for nowhere
  changed_by text not null,
  changed_at timestamptz not null,
  version int not null default 1,
  check ((kind = 'choice') = (cardinality(choices) > 0))
);

create table ticket_template (
  key text primary key check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name_en text not null,
  name_es text not null,
  preset jsonb not null,
  tasks jsonb not null default '[]',
  changed_by text not null,
  changed_at timestamptz not null,
  version int not null default 1
);

create table canned_reply (
  key text primary key check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name_en text not null,
  name_es text not null,
  text_en text not null,
  text_es text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  version int not null default 1
);

create table ticket_task (
  id uuid primary key,
  ticket_id uuid not null references ticket,
  place int not null,
  title text not null,
  mandatory boolean not null,
  assignee text,
  done_by text,
  done_at timestamptz,
  version int not null default 1,
  check ((done_by is null) = (done_at is null))
);
create index ticket_task_of on ticket_task (ticket_id, place, id);

-- A link is written once, from the one it is about: `ticket_id` is a child of `other_id`.
create table ticket_link (
  id uuid primary key,
  ticket_id uuid not null references ticket,
  other_id uuid not null references ticket,
  kind text not null check (
    kind in ('child_of', 'related', 'duplicate_of', 'caused_by', 'split_from')
  ),
  with_parent text check (with_parent in ('resolve', 'propose')),
  made_by text not null,
  made_at timestamptz not null,
  told_version int,                         -- of the parent, whose solution the child was told of
  check (ticket_id <> other_id),
  check ((kind = 'child_of') = (with_parent is not null)),
  unique (ticket_id, other_id, kind)
);
create unique index ticket_link_one_parent on ticket_link (ticket_id) where kind = 'child_of';
create index ticket_link_other on ticket_link (other_id);

create table ticket_merge (
  id uuid primary key,
  ticket_id uuid not null references ticket,
  into_id uuid not null references ticket,
  before jsonb not null,                    -- the state it is given back
  made_by text not null,
  made_at timestamptz not null,
  undone_by text,
  undone_at timestamptz,
  check (ticket_id <> into_id),
  check ((undone_by is null) = (undone_at is null))
);
create unique index ticket_merge_standing on ticket_merge (ticket_id) where undone_at is null;

create table attachment (
  id uuid primary key,
  ticket_id uuid not null references ticket,
  name text not null,
  media_type text not null,
  size int not null check (size between 1 and 20971520),
  sha256 text not null,
  scan text not null check (scan in ('pending', 'clean', 'infected', 'blocked')),
  is_public boolean not null,               -- the requester sees it
  by_requester boolean not null,
  added_by text not null,
  added_at timestamptz not null,
  stored_at timestamptz,                    -- none: its bytes have not all arrived
  removed_by text,
  removed_at timestamptz,
  check ((removed_by is null) = (removed_at is null))
);
create index attachment_of on attachment (ticket_id, id);
-- What a crash left behind is found here.
create index attachment_awaited on attachment (added_at)
where stored_at is null and removed_at is null;

create table bulk_job (
  id uuid primary key,
  action jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  state text not null check (state in ('running', 'done', 'undoing', 'undone')),
  finished_at timestamptz,
  undone_by text,
  request_key text
);
create unique index bulk_job_request on bulk_job (made_by, request_key)
where request_key is not null;
create table bulk_row (
  job_id uuid not null references bulk_job,
  ticket_id uuid not null,
  seen int not null,                        -- the version that the preview showed
  result text not null default 'waiting' check (
    result in ('waiting', 'changed', 'unchanged', 'refused', 'undone', 'kept')
  ),
  problem text,
  version int,                              -- of the ticket, once changed
  before jsonb,                             -- of the fields that the job changed
  primary key (job_id, ticket_id)
);
create index bulk_row_of on bulk_row (job_id, result, ticket_id);

-- Who is at a ticket now: lost with a crash, and said again within seconds.
create unlogged table ticket_presence (
  ticket_id uuid not null,
  person text not null,
  doing text not null check (doing in ('viewing', 'editing', 'writing')),
  until timestamptz not null,
  primary key (ticket_id, person)
);
create index ticket_presence_until on ticket_presence (until);
