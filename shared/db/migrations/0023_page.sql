-- The calls of a ticket, for its record.
create index conversation_of_ticket on conversation (ticket_id, started_at desc)
  where ticket_id is not null;
