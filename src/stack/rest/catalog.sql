-- What the database holds, as one JSON document: relations with columns, keys and foreign keys of schema public, its
-- callable functions, and the statement timeouts of roles.
with uniques as (
  select conrelid, contype, (select array_agg(attname::text order by place)
                      from unnest(conkey) with ordinality as k(number, place)
                      join pg_attribute on attrelid = conrelid and attnum = number) as columns
  from pg_constraint where contype in ('p', 'u')
),
tables as (
  select c.oid, c.relname, c.relkind,
    (select coalesce(json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, null),
        'default', pg_get_expr(d.adbin, d.adrelid)) order by a.attnum), '[]')
     from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select columns from uniques u where u.conrelid = c.oid and u.contype = 'p') as primary_key
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
),
keys as (
  select con.conname, own.relname as table_name, far.relname as foreign_table,
    (select json_agg(a.attname order by place) from unnest(con.conkey) with ordinality as k(number, place)
     join pg_attribute a on a.attrelid = con.conrelid and a.attnum = number) as columns,
    (select json_agg(a.attname order by place) from unnest(con.confkey) with ordinality as k(number, place)
     join pg_attribute a on a.attrelid = con.confrelid and a.attnum = number) as foreign_columns,
    exists (select from uniques u where u.conrelid = con.conrelid and u.columns @> k.columns and u.columns <@ k.columns)
      as one_to_one
  from pg_constraint con
  join pg_class own on own.oid = con.conrelid and own.relnamespace = 'public'::regnamespace
  join pg_class far on far.oid = con.confrelid and far.relnamespace = 'public'::regnamespace,
  lateral (select array_agg(attname::text) as columns from pg_attribute
           where attrelid = con.conrelid and attnum = any (con.conkey)) k
  where con.contype = 'f' and con.conparentid = 0
),
functions as (
  select p.proname, p.proretset, p.provolatile, t.typname as returns, c.relname as returns_table,
    t.typtype = 'c' or coalesce(p.proargmodes && '{t,b,o}'::"char"[], false) as is_composite,
    (select coalesce(json_agg(json_build_object(
        'name', coalesce(p.proargnames[place], ''), 'type', format_type(type, null),
        'required', place <= p.pronargs - p.pronargdefaults, 'variadic', p.provariadic <> 0 and place = p.pronargs)
        order by place), '[]')
     from unnest(p.proargtypes::oid[]) with ordinality as a(type, place)) as arguments
  from pg_proc p join pg_type t on t.oid = p.prorettype left join pg_class c on c.oid = t.typrelid
  where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and t.typname not in ('trigger', 'event_trigger')
),
timeouts as (
  select r.rolname, split_part(setting, '=', 2) as timeout
  from pg_db_role_setting s join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) as setting
  where s.setdatabase = 0 and setting like 'statement_timeout=%'
)
select json_build_object(
  'tables', (select coalesce(json_object_agg(relname, json_build_object(
      'name', relname, 'kind', relkind, 'columns', columns, 'primary_key', coalesce(to_json(primary_key), '[]'))), '{}') from tables),
  'keys', (select coalesce(json_agg(json_build_object(
      'constraint', conname, 'table', table_name, 'columns', columns, 'foreign_table', foreign_table,
      'foreign_columns', foreign_columns, 'one_to_one', one_to_one) order by conname), '[]') from keys),
  'functions', (select coalesce(json_agg(json_build_object(
      'name', proname, 'set', proretset, 'volatile', provolatile = 'v', 'returns', returns, 'composite', is_composite,
      'table', returns_table, 'arguments', arguments) order by proname), '[]') from functions),
  'timeouts', (select coalesce(json_object_agg(rolname, timeout), '{}') from timeouts)
)::text
