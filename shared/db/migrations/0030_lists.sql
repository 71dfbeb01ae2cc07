-- Lists of tickets in the order of a column: each state is read off in it, whatever else is asked.
create index ticket_by_title on ticket (state, lower(title), serial);
create index ticket_by_requester on ticket (state, lower(requester_name), serial);
create index ticket_by_assignee on ticket (state, lower(coalesce(assignee, '')), serial);
create index ticket_by_opening on ticket (state, opened_at, serial);
create index ticket_by_change on ticket (state, updated_at, serial);
