-- How row changes reach the stack's Realtime: a queue in a schema of the stack's own, filled by one trigger on every
-- table of public that has a primary key. A notification without content says that there is something to fetch, so the
-- size limit of notifications never matters and a transaction of many rows wakes the reader once.

create schema antops_stack;

create unlogged table antops_stack.changes (
  seq bigint generated always as identity primary key,
  transaction xid8 not null default pg_current_xact_id(),
  noted_at timestamptz not null default clock_timestamp(),
  schema_name name not null,
  table_name name not null,
  operation text not null,
  full_identity boolean not null,
  old_row jsonb,
  new_row jsonb
);

-- The images are taken here, as a decoder of the write-ahead log would see them; rights are judged later by the reader.
-- The trigger's arguments are the columns of the primary key.
create function antops_stack.note_change() returns trigger
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  whole boolean := (select c.relreplident = 'f' from pg_catalog.pg_class c where c.oid = tg_relid);
  old_row jsonb;
  new_row jsonb;
begin
  if tg_op <> 'INSERT' then
    old_row := to_jsonb(old);
  end if;
  if tg_op <> 'DELETE' then
    new_row := to_jsonb(new);
  end if;
  if tg_op = 'UPDATE' and not whole then
    -- Values stored out of line are not in the log again when an update leaves them alone.
    new_row := new_row - array(
      select n.key from pg_catalog.jsonb_each(new_row) n
       where pg_catalog.octet_length(n.value::text) > 8192 and old_row -> n.key = n.value);
  end if;
  if not whole and old_row is not null then
    old_row := (select pg_catalog.jsonb_object_agg(o.key, o.value) from pg_catalog.jsonb_each(old_row) o
                 where o.key = any (tg_argv));
  end if;
  insert into antops_stack.changes (schema_name, table_name, operation, full_identity, old_row, new_row)
  values (tg_table_schema, tg_table_name, tg_op, whole, old_row, new_row);
  perform pg_catalog.pg_notify('antops_stack_changes', '');
  return null;
end
$$;

-- The name sorts before all others, those of foreign keys included: a row's change is noted before what it sets off.
do $$
declare
  watched record;
begin
  for watched in
    select c.oid::regclass as name, string_agg(quote_literal(a.attname), ', ' order by a.attnum) as key
      from pg_class c
      join pg_index i on i.indrelid = c.oid and i.indisprimary
      join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
     group by c.oid
  loop
    execute format('create trigger "00_antops_stack" after insert or update or delete on %s for each row '
                   'execute function antops_stack.note_change(%s)', watched.name, watched.key);
  end loop;
end
$$;
