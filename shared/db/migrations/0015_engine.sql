-- What a turn came to, whole: whoever asks again for it gets the same.
-- How many seconds of our words had been heard when they spoke over us, if it is known.
alter table turn add column reply jsonb, add column interrupted_after real;
