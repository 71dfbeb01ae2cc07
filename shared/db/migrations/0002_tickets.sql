-- Tickets, and the journal of what happened to each.
create table ticket (
  id uuid primary key,
  serial bigint not null generated always as identity (start with 10001) unique,
  number text not null generated always as (
    'INC' || lpad(serial::text, greatest(7, length(serial::text)), '0')
  ) stored,
  title text not null,
  description text not null,
  language text not null check (language in ('en', 'es')),
  channel text not null check (channel in ('web', 'phone', 'email', 'api')),
  requester_name text not null,
  requester_phone text,
  requester_email text,
  contact_id uuid,
  impact smallint not null check (impact between 1 and 3),
  urgency smallint not null check (urgency between 1 and 3),
  priority smallint not null check (priority between 1 and 5),
  state text not null check (
    state in ('new', 'in_progress', 'on_hold', 'resolved', 'closed', 'canceled')
  ),
  hold_reason text,
  resolution_code text,
  resolution_notes text,
  assignee text,
  reopened int not null default 0,
  opened_by text not null,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  resolved_at timestamptz,
  closed_at timestamptz,
  version int not null,
  request_key text,
  request_digest text,
  check ((state = 'on_hold') = (hold_reason is not null)),
  check ((state in ('resolved', 'closed')) = (resolution_code is not null)),
  check ((resolution_code is null) = (resolution_notes is null))
);

-- The same request sent twice opens one ticket.
create unique index ticket_request on ticket (opened_by, request_key)
where request_key is not null;

-- A page of any list is read off one of these, however many tickets there are.
create index ticket_state on ticket (state, priority, serial desc);
create index ticket_assignee on ticket (assignee, state, priority, serial desc)
where assignee is not null;

create table ticket_entry (
  ticket_id uuid not null references ticket,
  position bigint not null generated always as identity,
  version int not null,
  kind text not null check (kind in ('comment', 'work_note', 'change')),
  text text,
  changes jsonb not null,
  actor text not null,
  at timestamptz not null,
  primary key (ticket_id, position),
  check ((kind = 'change') = (text is null))
);

create function ticket_entry_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'what stands in the journal of a ticket is not rewritten';
end
$$;
create trigger ticket_entry_is_final before update on ticket_entry
for each row execute function ticket_entry_is_final();
