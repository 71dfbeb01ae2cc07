-- What admins made of the calling hours. As delivered these stand in functions/hours/seeds.json.
create table calling_rule (
  code text not null,                       -- a country, US; a region, US-FL; '*', 'courtesy'
  version int not null check (version > 0), -- the latest is in force; as delivered it is the first
  terms jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null,
  reason text not null,
  primary key (code, version)
);

create function calling_rule_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'a version of a calling rule is not rewritten: add the next one';
end
$$;
create trigger calling_rule_is_final before update or delete on calling_rule
for each row execute function calling_rule_is_final();
