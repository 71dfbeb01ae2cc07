-- What people allow and forbid, with proof and history; texts; who is on call; erasures.

-- What binds every call stays in do_not_call. There `phone` may also be an area (+1809*), or the
-- hash of a number whose owner was erased (sha256:...).
create table do_not_call_within (
  phone text not null,
  scope text not null check (scope in ('purpose', 'campaign')),
  refers_to text not null,                  -- the purpose, or the campaign's id
  source text not null,
  reason text,
  at timestamptz not null,
  proof text,
  primary key (phone, scope, refers_to)
);

create table do_not_call_history (
  position bigint generated always as identity primary key,
  act text not null check (act in ('added', 'removed', 'asked_back')),
  phone text not null,
  scope text not null,
  refers_to text,
  source text,
  reason text,
  proof text,
  actor text,
  at timestamptz not null
);
create index do_not_call_history_of_phone on do_not_call_history (phone, position);
insert into do_not_call_history (act, phone, scope, source, reason, proof, at)
select 'added', phone, scope, source, reason, proof, at from do_not_call order by at;

-- Erasing a person may put a hash in the number's place and drop the words. Nothing else changes it.
create function do_not_call_history_is_final() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.phone like 'sha256:%'
    and (new.position, new.act, new.scope, new.at) = (old.position, old.act, old.scope, old.at)
    and new.actor is not distinct from old.actor
    and new.refers_to is not distinct from old.refers_to
    and new.source is not distinct from old.source
    and new.reason is null and new.proof is null
  then
    return new;
  end if;
  raise exception 'what stands in the history of the do-not-call list is not rewritten';
end
$$;
create trigger do_not_call_history_is_final before update or delete on do_not_call_history
for each row execute function do_not_call_history_is_final();

alter table consent add column noted_by text;
alter table consent add column proof text;
alter table consent add column revoked_source text;
alter table consent add column revoked_by text;

-- What people text us. The network may tell of one twice: the answer stays the same.
create table text_message (
  sid text primary key,
  phone text not null,                      -- theirs
  number text not null,                     -- ours
  body text not null,
  meaning text not null check (meaning in ('stop', 'start', 'help', 'other')),
  answer text not null,                     -- the document the network was given
  ticket_id uuid,
  at timestamptz not null
);
create index text_message_of_phone on text_message (phone);

create table rota (
  id uuid primary key,
  name text not null,
  zone text not null,                       -- in which the hours of its shifts are meant
  people jsonb not null,
  shifts jsonb not null,
  absences jsonb not null,
  overrides jsonb not null,
  version int not null default 1,
  created_at timestamptz not null
);
create unique index rota_name on rota (lower(name));

-- A person who was, or is being, erased. The number is hashed once all is done.
create table erasure (
  id uuid primary key,
  phone text not null,
  contact_id uuid,
  reason text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  state text not null check (state in ('waiting', 'done')),
  due_at timestamptz not null,              -- when to look again what is left to do
  finished_at timestamptz,
  audio jsonb not null default '[]',        -- fingerprints of what was said to them alone
  counts jsonb not null default '{}'        -- how much of what was erased
);
create unique index erasure_once on erasure (phone) where state = 'waiting';
create index erasure_waiting on erasure (due_at) where state = 'waiting';
-- Their calls, whose transcripts lie outside of this database.
create table erasure_call (
  erasure_id uuid not null references erasure (id),
  call_id uuid not null,
  erased_at timestamptz,
  primary key (erasure_id, call_id)
);

alter table contact add column erased_at timestamptz;
alter table conversation add column erased_at timestamptz;
create index call_of_phone on call (phone);
create index campaign_member_of_phone on campaign_member (phone);
create index ticket_of_contact on ticket (contact_id) where contact_id is not null;
create index ticket_of_phone on ticket (requester_phone) where requester_phone is not null;
create index audio_of_text on audio (text_sha);
