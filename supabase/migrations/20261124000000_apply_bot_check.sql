-- Looks at tables that are there already: what cannot be adopted is told in one go, before anything changes.

do $$
declare
    known constant text[] := array['pending', 'processing', 'needs_review', 'applied', 'unconfirmed', 'failed', 'closed',
        'cancelled'];
    problems text[] := '{}';
    problem text;
    one record;
begin
    for one in
        select c.relname from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relname in ('users', 'jobs', 'applications')
            and c.relkind not in ('r', 'p', 'i', 'c')
    loop
        problems := problems || format('public.%s: expected a table, found a view or the like; rename it', one.relname);
    end loop;
    -- Another type of id would not fit auth.uid(), nor what points to it.
    for one in
        select w.relation, w.attribute, format_type(a.atttypid, a.atttypmod) as found
        from (values ('users', 'id'), ('jobs', 'id'), ('applications', 'id'), ('applications', 'user_id'),
            ('applications', 'job_id'), ('applications', 'status')) w (relation, attribute)
        join pg_class c on c.relname = w.relation and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        left join pg_attribute a on a.attrelid = c.oid and a.attname = w.attribute and not a.attisdropped
        where a.attname is null or (w.attribute <> 'status' and a.atttypid <> 'uuid'::regtype)
    loop
        problems := problems || format('%s.%s: expected a column%s, found %s; add or convert it', one.relation,
            one.attribute, case one.attribute when 'status' then '' else ' of type uuid' end, coalesce(one.found, 'none'));
    end loop;
    for one in
        select a.attname, format_type(a.atttypid, a.atttypmod) as found
        from pg_attribute a
        where a.attrelid = to_regclass('public.applications') and a.attname in ('artifacts', 'attempt_meta')
            and a.atttypid not in ('json'::regtype, 'jsonb'::regtype)
    loop
        problems := problems || format('applications.%s: expected jsonb, found %s; convert it', one.attname, one.found);
    end loop;
    if problems = '{}' and to_regclass('public.applications') is not null then
        execute 'select string_agg(format(''%s (%s)'', coalesce(status, ''null''), number), '', '' order by status)'
            ' from (select status::text, count(*) as number from public.applications'
            ' where status is null or status::text <> all ($1) group by 1) s' into problem using known;
        if problem is not null then
            problems := problems || format('applications.status: expected one of %s, found (with how many rows) %s; '
                'change those rows to the one that fits', array_to_string(known, ', '), problem);
        end if;
        execute 'select count(*) from public.applications where user_id is null or job_id is null' into problem;
        if problem <> '0' then
            problems := problems || format('applications: expected a user_id and a job_id in every row, found %s without; '
                'fill them in', problem);
        end if;
        execute 'select string_agg(id, '', '') from (select min(id::text) as id from public.applications'
            ' group by user_id, job_id having count(*) > 1 order by 1 limit 5) d' into problem;
        if problem is not null then
            problems := problems || format('applications: expected one row for each user_id and job_id, found several for '
                'those of row %s; keep one of each', problem);
        end if;
    end if;
    if problems <> '{}' then
        raise exception '%', array_to_string(problems, e'\n')
            using hint = 'Nothing was changed. Run it again once this is settled.';
    end if;
end
$$;
