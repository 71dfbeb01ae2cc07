-- The journal forgets who spoke, where that was a person who is erased. Nothing else changes it.
create or replace function ticket_entry_is_final() returns trigger language plpgsql as $$
begin
  if new.actor = 'erased'
    and (new.ticket_id, new.position, new.version, new.kind, new.at)
      = (old.ticket_id, old.position, old.version, old.kind, old.at)
    and new.text is not distinct from old.text
    and new.changes is not distinct from old.changes
  then
    return new;
  end if;
  raise exception 'what stands in the journal of a ticket is not rewritten';
end
$$;

-- What is kept for a time only is found by its age.
create index contact_import_row_worded on contact_import_row (import_id)
where cells <> '[]' or was is not null;
create index text_message_at on text_message (at) where phone <> 'erased';
create index notification_at on notification (at);
