-- What a call may cost at worst, who else counts, and which of our numbers rings.
alter table allowance
  add column hours_waived boolean not null default false, -- calling hours of country and state
  add column zone text,                     -- for phones of unknown zone; where a day of the budget begins
  add column talk_seconds int not null default 600 check (talk_seconds > 0),
  add column day_budget_micro bigint,
  add column contact_budget_micro bigint,
  add column number_cap int,                -- attempts a number in 30 days, over all allowances
  add column callers text[] not null default '{}',
  add column day date,                      -- the day that day_spent_micro belongs to
  add column day_spent_micro bigint not null default 0,
  add column held_until timestamptz,        -- the network is full: nobody is rung before then
  add column closed_because text,           -- why calls closed it itself
  add column ending boolean not null default false, -- its live calls are to end, too
  add column live int not null default 0 check (live >= 0); -- calls that ring, talk, or may do so
create index allowance_live on allowance (id) where live > 0;

alter table attempt
  add column cost_micro bigint not null default 0,
  add column deferred int not null default 0; -- how often in a row the network was too busy for it
create index attempt_of_allowance on attempt (allowance_id) where state = 'planned';

create index call_queued on call (created_at) where ended_at is null and status = 'queued';

-- Numbers of ours that people see when they are rung.
create table caller_number (
  phone text primary key,                   -- E.164
  label text not null,
  day_cap int check (day_cap > 0),          -- calls in 24 h; none: as many as it takes
  quarantined_until timestamptz,
  quarantine_reason text,
  created_at timestamptz not null,
  version int not null default 1
);

create table caller_number_use (
  phone text not null references caller_number (phone),
  day date not null,                        -- UTC
  calls int not null,
  primary key (phone, day)
);
