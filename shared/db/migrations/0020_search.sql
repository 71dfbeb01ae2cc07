-- Search by words, fields and meaning together.

-- How often a word occurs tells how much it says, and which words there are tells what was mistyped.
-- Numbers of documents are near enough, not exact: a text that changes is counted again.
create table lexeme (
  language text not null check (language in ('en', 'es')),
  lexeme text not null,                     -- without accents, without endings; '' for all documents
  documents int not null,
  primary key (language, lexeme)
);
create index lexeme_letters on lexeme using gin (lexeme gin_trgm_ops);

alter table document
  add column counted boolean not null default false,       -- whether its words are in that list
  add column facets text[] not null default '{}';          -- what it can be narrowed by: state:new
create index document_uncounted on document (id) where not counted;
create index document_facets on document using gin (array_to_tsvector(facets));
update document set facets = array[
  'kind:' || kind, 'language:' || language, 'resolved:' || case when resolved then 'yes' else 'no' end
];
update document set facets = facets || array[
  'state:' || ticket.state, 'priority:' || ticket.priority, 'channel:' || ticket.channel
] || case when assignee is null then '{}' else
  ('assignee:' || lower(unaccent(assignee)))
  || array(select 'assignee:' || part from regexp_split_to_table(lower(unaccent(assignee)), ' +') as part)
end
from ticket where ticket.id = document.id;
alter table embedding_to_copy
  add column version int not null default 0;               -- of the document whose facets it lacks

-- The same text has the same vector: who has it need not ask for it.
alter table embedding add column gist bytea;               -- the SHA-256 of what was embedded
create index embedding_gist on embedding (gist) where gist is not null;

-- Which vectors answer, while those of another model are still being made.
create table serving_space (
  only_one boolean primary key default true check (only_one),
  model text not null,
  dimensions int not null,
  since timestamptz not null
);

-- Conditions on tickets that people keep, for themselves, for a group or for all.
create table saved_view (
  id uuid primary key,
  name text not null,
  query text not null,
  scope text not null check (scope in ('personal', 'group', 'all')),
  group_name text,
  owner text not null,
  version int not null,
  updated_at timestamptz not null,
  check ((scope = 'group') = (group_name is not null))
);
create index saved_view_of_owner on saved_view (owner);

-- What agents said of a ticket that was shown to them as similar.
create table similar_verdict (
  ticket_id uuid not null references ticket,
  other_id uuid not null references ticket,
  verdict text not null check (verdict in ('used', 'not_similar')),
  actor text not null,
  at timestamptz not null,
  primary key (ticket_id, other_id)
);
create index similar_verdict_of_other on similar_verdict (other_id);

create index ticket_opened_at on ticket (opened_at);
