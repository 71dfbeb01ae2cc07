-- Whom to ring, with what words, when; and what came of it.
create table campaign (
  id uuid primary key,
  name text not null,
  state text not null check (state in ('draft', 'rehearsed', 'approved', 'scheduled', 'running',
    'paused', 'completed', 'cancelled', 'stopped')),
  list_id uuid not null,
  script jsonb not null,
  rules jsonb not null,
  caller text not null,
  run int not null default 0,
  version int not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  looked_at timestamptz,                    -- when its orchestration last looked
  ended_at timestamptz
);
create index campaign_going on campaign (looked_at) where state in ('running', 'paused');
create index campaign_recent on campaign (created_at desc, id desc);

create table campaign_member (
  id uuid primary key,
  campaign_id uuid not null references campaign (id),
  contact_id uuid not null,
  name text not null,
  phone text not null,
  language text not null,
  zones text[] not null,
  variables jsonb not null,
  state text not null check (state in ('waiting', 'calling', 'done')),
  attempts int not null default 0,
  next_at timestamptz not null,
  outcome text,
  note text,
  last_attempt uuid,
  unique (campaign_id, phone)
);
create index campaign_member_next on campaign_member (campaign_id, next_at) where state = 'waiting';
create index campaign_member_list on campaign_member (campaign_id, id);
create index campaign_member_attempt on campaign_member (last_attempt);

create table campaign_log (
  campaign_id uuid not null references campaign (id),
  position bigint generated always as identity,
  at timestamptz not null,
  actor text not null,
  state text not null,
  reason text not null,
  primary key (campaign_id, position)
);
