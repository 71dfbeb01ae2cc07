-- Who may be rung for what (allowance), each try to ring somebody (attempt), each call the network knows.
create table allowance (
  id uuid primary key,                      -- the campaign's or the escalation's own id
  open boolean not null,                    -- false while paused, and once it has ended
  purpose text not null,
  consent_required boolean not null,
  live_cap int not null check (live_cap > 0),
  day_cap int not null check (day_cap > 0), -- attempts a number a day, over all allowances
  opens_at time not null,                   -- the window, in the callee's own zone
  closes_at time not null,
  weekdays int[] not null,                  -- ISO: Monday is 1
  currency text not null,
  minute_price_micro bigint not null,
  budget_micro bigint not null,
  reserved_micro bigint not null default 0,
  spent_micro bigint not null default 0
);

-- When the next call may be placed: the account's calls per second, over all instances.
create table pace (
  account text primary key,
  next_at timestamptz not null
);

create table attempt (
  id uuid primary key,
  allowance_id uuid not null references allowance (id),
  member_id uuid not null,
  n int not null,
  phone text not null,
  caller text not null,
  zones text[] not null,
  state text not null check (state in ('planned', 'dialing', 'unknown', 'placed', 'refused', 'over')),
  reason text,
  due_at timestamptz not null,
  sent_at timestamptz,                      -- when a dial message last left for it
  intent_at timestamptz,                    -- when we committed to ring
  asked_at timestamptz,                     -- when the network was last asked what became of it
  lost int not null default 0,              -- how often the network knew nothing of it
  reserved_micro bigint not null default 0,
  concluded boolean not null default false, -- whether somebody has drawn the consequences
  unique (member_id, n)
);
create index attempt_due on attempt (due_at) where state = 'planned';
create index attempt_live on attempt (allowance_id) where state in ('dialing', 'unknown', 'placed');
create index attempt_open on attempt (intent_at) where state in ('dialing', 'unknown');
create index attempt_of_phone on attempt (phone, intent_at);
-- Nobody is rung twice at the same time, whatever list they stand on.
create unique index attempt_one_a_phone on attempt (phone)
  where state in ('dialing', 'unknown', 'placed');

create table call (
  id uuid primary key,                      -- an outbound call has its attempt's id
  direction text not null check (direction in ('outbound', 'inbound')),
  sid text unique,
  phone text not null,                      -- theirs
  number text not null,                     -- ours
  status text not null,
  answered_by text,
  machine_told boolean not null default false,
  created_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  seconds int,
  sip_code text,
  concluded boolean not null default false
);
create index call_unconcluded on call (ended_at) where ended_at is not null and not concluded;
create index attempt_unconcluded on attempt (due_at) where state = 'refused' and not concluded;
create index call_recent on call (created_at desc, id desc);
create index call_open on call (created_at) where ended_at is null;

create table call_event (
  sid text not null,
  sequence int not null,
  call_id uuid not null references call (id),
  status text not null,
  at timestamptz not null,
  primary key (sid, sequence)
);
