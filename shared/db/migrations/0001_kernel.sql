-- What every domain leans on.
create extension if not exists vector;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Messages that leave with the transaction that caused them; gone once published.
create table outbox (
  id uuid primary key,
  position bigint generated always as identity,
  queue text not null,
  body jsonb not null,
  leased_until timestamptz
);
create index outbox_position on outbox (position);
