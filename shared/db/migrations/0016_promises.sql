-- Calls that we owe people, and what was known of whoever rings us.
create table promise (
  id uuid primary key,
  call_id uuid not null,                    -- the call in which it was made
  phone text not null,
  language text not null,
  zones text[] not null,                    -- by the first their words are meant
  cause text not null check (cause in ('asked', 'nobody_came', 'missed')),
  contact_id uuid,
  member_id uuid,                           -- whose campaign rings them again
  ticket_id uuid,
  words text not null,                      -- their own
  due_at timestamptz not null,
  made_at timestamptz not null,
  state text not null check (state in ('open', 'kept', 'broken', 'withdrawn')),
  told_at timestamptz,                      -- when a person was told to keep it
  assignee text,
  closed_at timestamptz,
  closed_by text,
  reason text,
  kept_by uuid,                             -- the call that kept it
  check ((state = 'open') = (closed_at is null))
);
-- One promise a call: who names another time replaces the first.
create unique index promise_of_call on promise (call_id) where state = 'open';
create index promise_due on promise (due_at) where state = 'open';
create index promise_of_phone on promise (phone);
create index promise_of_ticket on promise (ticket_id) where ticket_id is not null;
create index promise_state on promise (state, due_at, id);

alter table conversation add column visit jsonb; -- of somebody who rings us: what we knew then
