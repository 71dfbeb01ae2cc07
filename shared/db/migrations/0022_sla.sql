-- When time counts, what tickets are promised, and how each promise stands.
create table sla_calendar (
  id uuid primary key,
  name text not null,
  plan jsonb not null,                      -- zone, windows, holidays, quiet hours
  version int not null,
  created_at timestamptz not null
);
create unique index sla_calendar_name on sla_calendar (lower(name));

create table sla_definition (
  id uuid primary key,
  calendar_id uuid not null references sla_calendar,
  place int not null,                       -- the lowest that holds binds
  terms jsonb not null,
  version int not null,
  created_at timestamptz not null
);

create table sla_clock (
  ticket_id uuid not null references ticket,
  kind text not null check (kind in ('response', 'resolution')),
  definition_id uuid not null references sla_definition,
  calendar_id uuid not null references sla_calendar,
  priority smallint not null,
  target interval not null,
  spent interval not null,                  -- up to `since`, or to the pause or end
  since timestamptz,                        -- empty while it stands still
  ended_at timestamptz,
  marks timestamptz[] not null,             -- when 50, 75, 90 and 100 % are gone, while it runs
  passed smallint not null,                 -- so many of them were told
  round smallint not null,
  next_at timestamptz,
  primary key (ticket_id, kind)
);
create index sla_clock_next on sla_clock (next_at) where next_at is not null;

create table sla_notice (
  ticket_id uuid not null references ticket,
  kind text not null,
  round smallint not null,
  percent smallint not null,
  priority smallint not null,
  crossed_at timestamptz not null,
  tell_at timestamptz not null,             -- later where it was quiet
  told_at timestamptz,
  primary key (ticket_id, kind, round, percent)
);
create index sla_notice_untold on sla_notice (tell_at) where told_at is null;
create index sla_notice_recent on sla_notice (crossed_at desc);

-- Who is rung when a promise is broken, how often, and how it went.
create table escalation_policy (
  id uuid primary key,
  name text not null,
  place int not null,
  plan jsonb not null,
  version int not null,
  created_at timestamptz not null
);
create unique index escalation_policy_name on escalation_policy (lower(name));

create table escalation (
  id uuid primary key,
  ticket_id uuid not null references ticket,
  cause text not null check (cause in ('opened', 'response', 'resolution')),
  round smallint not null,                  -- of the breach
  policy jsonb not null,                    -- as it read when this began
  assignee text,                            -- whose ticket it was then
  untouched boolean not null,               -- nobody had begun to work on it
  state text not null check (state in (
    'running', 'accepted', 'taken', 'over', 'joined', 'exhausted')),
  turn smallint not null,                   -- how often everybody was asked, this time included
  wake_at timestamptz not null,             -- what it waits for, beside events
  rests_until timestamptz,                  -- everybody was asked in vain
  begun_at timestamptz not null,
  ended_at timestamptz,
  unique (ticket_id, cause, round)
);
create unique index escalation_one_a_ticket on escalation (ticket_id) where state = 'running';
create index escalation_recent on escalation (begun_at desc, id desc);

create table escalation_step (
  escalation_id uuid not null references escalation,
  place int not null,
  turn smallint not null,
  person text not null,
  phone text not null,
  language text not null,
  role text not null,                       -- assignee, first, second, manager
  state text not null check (state in (
    'ringing', 'accepted', 'passed', 'snoozed', 'unanswered')),
  call_id uuid not null unique,
  asked_at timestamptz not null,
  over_at timestamptz,
  again_at timestamptz,                     -- snoozed until then
  primary key (escalation_id, place)
);

alter table allowance add column kind text not null default 'campaign'
  check (kind in ('campaign', 'escalation'));

-- Who gets new tickets.
create table team (
  id uuid primary key,
  name text not null,
  plan jsonb not null,
  last text,                                -- who got the last ticket
  version int not null,
  created_at timestamptz not null
);
create unique index team_name on team (lower(name));

create table assignment_rule (
  id uuid primary key,
  place int not null,
  terms jsonb not null,
  version int not null,
  created_at timestamptz not null
);

create table assignment (
  ticket_id uuid primary key references ticket,
  rule_id uuid not null,
  team_id uuid,
  person text,                              -- empty while nobody can take it
  at timestamptz not null
);
create index assignment_waiting on assignment (at) where person is null;
