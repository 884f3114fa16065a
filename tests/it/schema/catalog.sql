-- The schema public as PostgreSQL's own catalog has it, in the shape of tests/contract.json.
with relation as (
  select c.oid, c.relname, c.relkind, c.relrowsecurity
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
),
columns as (
  select a.attrelid, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'name', a.attname,
    'type', format_type(a.atttypid, a.atttypmod),
    'default', pg_get_expr(d.adbin, d.adrelid),
    'nullable', not a.attnotnull
  )) order by a.attnum) as list
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  group by a.attrelid
),
constraints as (
  select k.conrelid, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'name', k.conname,
    'kind', case k.contype when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key' when 'c' then 'check' end,
    'columns', (
      select jsonb_agg(a.attname order by n.ord)
      from unnest(k.conkey) with ordinality as n (num, ord)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n.num
    ),
    'check', case k.contype when 'c' then pg_get_constraintdef(k.oid) end,
    'references', case k.contype when 'f' then
      case when t.relnamespace = 'public'::regnamespace then '' else t.relnamespace::regnamespace::text || '.' end
      || t.relname || '(' || (
        select string_agg(a.attname, ', ' order by n.ord)
        from unnest(k.confkey) with ordinality as n (num, ord)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = n.num
      ) || ')'
      || case k.confdeltype when 'a' then '' when 'c' then ' on delete cascade' when 'n' then ' on delete set null' else ' on delete ' || k.confdeltype::text end
      || case k.confupdtype when 'a' then '' else ' on update ' || k.confupdtype::text end
      || case when k.condeferrable then ' deferrable' else '' end
    end
  )) order by k.conname) as list
  from pg_constraint k left join pg_class t on t.oid = k.confrelid
  where k.contype in ('p', 'u', 'f', 'c')
  group by k.conrelid
),
indexes as (
  select i.indrelid, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'name', c.relname,
    'method', m.amname,
    'unique', i.indisunique,
    'columns', (select jsonb_agg(pg_get_indexdef(i.indexrelid, n, true) order by n) from generate_series(1, i.indnkeyatts) n),
    'where', pg_get_expr(i.indpred, i.indrelid)
  )) order by c.relname) as list
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
  where not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
  group by i.indrelid
),
-- The type of a trigger is a set of bits: 2 before, 4 insert, 8 delete, 16 update, 32 truncate.
triggers as (
  select t.tgrelid, jsonb_agg(jsonb_build_object(
    'name', t.tgname,
    'timing', case when t.tgtype & 2 = 2 then 'before' else 'after' end,
    'event', concat_ws(' or ',
      case when t.tgtype & 4 = 4 then 'insert' end, case when t.tgtype & 8 = 8 then 'delete' end,
      case when t.tgtype & 16 = 16 then 'update' end, case when t.tgtype & 32 = 32 then 'truncate' end),
    'function', p.proname
  ) order by t.tgname) as list
  from pg_trigger t join pg_proc p on p.oid = t.tgfoid
  -- Whatever watches the tables from outside is not part of the contract.
  where not t.tgisinternal and p.pronamespace = 'public'::regnamespace
  group by t.tgrelid
),
policies as (
  select p.polrelid, jsonb_agg(jsonb_build_object(
    'name', p.polname,
    'command', case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' end,
    'roles', (select jsonb_agg(case when r = 0 then 'public' else r::regrole::text end) from unnest(p.polroles) r)
  ) order by p.polname) as list
  from pg_policy p
  group by p.polrelid
)
select jsonb_build_object(
  'enums', (
    select jsonb_object_agg(t.typname, (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
    from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype = 'e'
  ),
  'tables', (
    select jsonb_object_agg(r.relname, jsonb_build_object(
      'row_level_security', r.relrowsecurity,
      'columns', columns.list,
      'constraints', coalesce(constraints.list, '[]'),
      'indexes', coalesce(indexes.list, '[]'),
      'triggers', coalesce(triggers.list, '[]'),
      'policies', coalesce(policies.list, '[]')
    ))
    from relation r
    join columns on columns.attrelid = r.oid
    left join constraints on constraints.conrelid = r.oid
    left join indexes on indexes.indrelid = r.oid
    left join triggers on triggers.tgrelid = r.oid
    left join policies on policies.polrelid = r.oid
    where r.relkind = 'r'
  ),
  'views', (
    select jsonb_object_agg(r.relname, (
      select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute a where a.attrelid = r.oid and a.attnum > 0
    ))
    from relation r where r.relkind = 'v'
  ),
  'functions', (
    select jsonb_agg(jsonb_build_object(
      'name', p.proname,
      'arguments', pg_get_function_arguments(p.oid),
      'returns', pg_get_function_result(p.oid),
      'language', l.lanname,
      'security_definer', p.prosecdef
    ) order by p.proname)
    from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace = 'public'::regnamespace
  )
)::text
