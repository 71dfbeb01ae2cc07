-- A GIN index puts new entries on a list of its own first, up to 4 MB of it, and every search reads
-- all of that list: right after an import it cost more than the search. Writers pay at once now.
alter index document_words set (fastupdate = off);
alter index document_facets set (fastupdate = off);
alter index lexeme_letters set (fastupdate = off);

select gin_clean_pending_list('document_words'),
  gin_clean_pending_list('document_facets'),
  gin_clean_pending_list('lexeme_letters');
