-- Into the queue: applicants, postings, applications. One call takes as many as there are.

create or replace function apply_bot.object_of(value jsonb) returns jsonb
language sql immutable set search_path = ''
as $$ select case when jsonb_typeof(value) = 'object' then value end $$;

-- The id of an applicant whom the caller may write for.
create or replace function apply_bot.writable_user(id text) returns uuid
language plpgsql stable set search_path = ''
as $$
declare
    key uuid := apply_bot.uuid_of(id);
begin
    if not apply_bot.is_worker() and key is distinct from apply_bot.uid() then
        raise exception 'expected your own id, found another''s; applicants write for themselves alone'
            using errcode = 'insufficient_privilege';
    end if;
    if key is null then
        raise exception 'expected the applicant''s id to be a UUID, found %; give one', quote_literal(id)
            using errcode = 'AB004';
    end if;
    return key;
end
$$;

-- An id that is given with a new row, or a new one.
create or replace function apply_bot.new_id(given text) returns uuid
language plpgsql volatile set search_path = ''
as $$
declare
    key uuid := apply_bot.uuid_of(given);
begin
    if key is null and coalesce(given, '') <> '' then
        raise exception 'expected new ids to be UUIDs, found %; leave the id out', quote_literal(given)
            using errcode = 'AB004';
    end if;
    return coalesce(key, gen_random_uuid());
end
$$;

-- Insert the applicant's row, or replace what it says.
create or replace function public.apply_bot_save_user(applicant jsonb, at timestamptz default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := apply_bot.start(at);
begin
    insert into public.users (id, email, name, profile, created_at, updated_at)
    values (apply_bot.writable_user(applicant ->> 'id'), coalesce(applicant ->> 'email', ''),
        coalesce(applicant ->> 'name', ''), apply_bot.object_of(applicant -> 'profile'), moment, moment)
    on conflict (id) do update set email = excluded.email, name = excluded.name, profile = excluded.profile;
end
$$;

-- The posting at this URL, its blanks filled in, or a new one. What one applicant says of a posting is no other's truth:
-- theirs names it alone, and only while it is new.
create or replace function apply_bot.posting(given jsonb, moment timestamptz) returns uuid
language plpgsql volatile set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    address text := coalesce(given ->> 'url', '');
    theirs boolean := not apply_bot.is_worker();
    its_board text := case when theirs then '' else coalesce(given ->> 'board', '') end;
    its_raw jsonb := case when theirs then '{}' else coalesce(apply_bot.object_of(given -> 'raw'), '{}') end;
    key uuid;
begin
    if theirs and address !~* '^https?://' then
        raise exception 'expected a posting''s URL, beginning with http:// or https://, found another; correct it'
            using errcode = 'AB004';
    end if;
    for attempt in 1..2 loop
        select j.id into key from public.jobs j where j.url = address and j.url <> '' order by j.created_at, j.id limit 1;
        exit when found or attempt = 2;
        insert into public.jobs (id, url, title, company, board, raw, created_at)
        values (apply_bot.new_id(given ->> 'id'), address, coalesce(given ->> 'title', ''),
            coalesce(given ->> 'company', ''), its_board, its_raw, moment)
        on conflict do nothing returning id into key;
        exit when found;
    end loop;
    if key is not null and not theirs then
        update public.jobs j
        set title = coalesce(nullif(j.title, ''), given ->> 'title', ''),
            company = coalesce(nullif(j.company, ''), given ->> 'company', ''),
            board = coalesce(nullif(j.board, ''), its_board),
            raw = coalesce(nullif(j.raw, '{}'), its_raw)
        where j.id = key and (coalesce(j.title, '') = '' and given ->> 'title' <> ''
            or coalesce(j.company, '') = '' and given ->> 'company' <> ''
            or coalesce(j.board, '') = '' and its_board <> ''
            or coalesce(j.raw, '{}') = '{}' and its_raw <> '{}');
    end if;
    return key;
end
$$;

create or replace function apply_bot.add_one(given jsonb, moment timestamptz) returns json
language plpgsql volatile set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    person uuid := apply_bot.writable_user(given #>> '{user,id}');
    job uuid;
    key uuid;
    theirs boolean := not apply_bot.is_worker();
begin
    select a.id into key
    from public.jobs j join public.applications a on a.job_id = j.id and a.user_id = person
    where j.url = given #>> '{job,url}' and j.url <> '' limit 1;
    if found then
        return json_build_object('id', key, 'created', false);
    end if;
    insert into public.users (id, email, name, profile, created_at, updated_at)
    values (person, coalesce(given #>> '{user,email}', ''), coalesce(given #>> '{user,name}', ''),
        apply_bot.object_of(given #> '{user,profile}'), moment, moment)
    on conflict do nothing;
    job := apply_bot.posting(given -> 'job', moment);
    insert into public.applications (id, user_id, job_id, priority, attempt_meta, created_at, updated_at)
    select apply_bot.new_id(given ->> 'id'), person, job,
        case when theirs then 0 else coalesce((given ->> 'priority')::integer, 0) end,
        case when theirs then '{}' else coalesce(apply_bot.object_of(given -> 'attempt_meta'), '{}') end, moment, moment
    where job is not null
    on conflict do nothing returning id into key;
    if found then
        return json_build_object('id', key, 'created', true);
    end if;
    -- Another transaction was first, or the id is another row's.
    select a.id into key from public.applications a where a.user_id = person and a.job_id = job;
    if not found then
        raise exception 'expected new ids for the application and its posting, found % in use; leave the id out',
            quote_literal(coalesce(nullif(given ->> 'id', ''), given #>> '{job,id}')) using errcode = 'AB004';
    end if;
    return json_build_object('id', key, 'created', false);
end
$$;

-- Queue applications as pending, in order; one per person and posting's URL.
create or replace function public.apply_bot_add(applications jsonb, at timestamptz default null) returns json
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := apply_bot.start(at);
    added json[] := '{}';
    one jsonb;
begin
    for one in select e from jsonb_array_elements(applications) e loop
        added := added || apply_bot.add_one(one, moment);
        -- A microsecond apart, so that rows queued together still go in order.
        moment := moment + interval '1 microsecond';
    end loop;
    return array_to_json(added);
end
$$;
