-- Campaigns that start by themselves, pause by themselves, change while they run, and say why.
alter table campaign
  alter column list_id drop not null,       -- a campaign may ring those who opened tickets instead
  add column tickets jsonb,                 -- which tickets: their states, priorities, assignee
  add column also_in text not null default 'skip' check (also_in in ('skip', 'keep')),
  add column script_version int not null default 1,
  add column starts_at timestamptz,
  add column why text,                      -- the reason of the last move
  add column watched_since timestamptz,     -- what came of calls before then trips no breaker
  add column steered boolean not null default false, -- somebody waits for the next look
  add column limited_by text,               -- what held the last look back
  add column tripped_by text,               -- the breaker that paused it
  add column trips int not null default 0,  -- how often in a row
  add column probe_at timestamptz,          -- when one call shall try whether it works again
  add column probe uuid,                    -- the attempt that tries
  add column without_phone int not null default 0, -- people of the audience that cannot be rung
  add check ((list_id is null) <> (tickets is null));
create index campaign_starting on campaign (starts_at) where state = 'scheduled';

-- Words are used once somebody else than those who wrote them has approved them.
create table campaign_script (
  campaign_id uuid not null references campaign (id),
  version int not null,
  script jsonb not null,
  authors text[] not null,
  at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  primary key (campaign_id, version)
);
insert into campaign_script (campaign_id, version, script, authors, at)
select id, 1, script, array[created_by], created_at from campaign;

alter table campaign_member
  add column uncounted int not null default 0,       -- attempts taken back before a phone rang
  add column tried jsonb not null default '{}',      -- how often each outcome came
  add column script_version int;                     -- the words of the last attempt
-- With the id: all of a list have the same turn when it begins, and ties would have to be sorted.
create index campaign_member_turn on campaign_member (campaign_id, next_at, id)
  where state = 'waiting';
drop index campaign_member_next;
create index campaign_member_calling on campaign_member (campaign_id) where state = 'calling';

-- What came of each attempt, for those who watch over the campaign.
create table campaign_result (
  attempt_id uuid primary key,
  campaign_id uuid not null references campaign (id),
  at timestamptz not null,
  outcome text not null,
  reason text,                              -- why it was refused, if it was
  again boolean not null,                   -- whether it leads to another
  cost_micro bigint not null
);
create index campaign_result_at on campaign_result (campaign_id, at desc);

alter table campaign_log
  add column cause text,                    -- a word for programs: the breaker that tripped
  add column changes jsonb not null default '[]';
create function campaign_log_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'what stands in the log of a campaign is neither rewritten nor removed';
end
$$;
create trigger campaign_log_is_final before update or delete on campaign_log
for each row execute function campaign_log_is_final();

-- What somebody has to look at.
create table alert (
  id uuid primary key,                      -- the message's own: told twice, it stands once
  at timestamptz not null,
  source text not null,                     -- the domain that noticed
  subject_id uuid not null,                 -- what it is about
  what text not null,                       -- a word for programs
  text text not null,
  acknowledged_by text,
  acknowledged_at timestamptz,
  check ((acknowledged_by is null) = (acknowledged_at is null))
);
create index alert_open on alert (at desc) where acknowledged_at is null;
