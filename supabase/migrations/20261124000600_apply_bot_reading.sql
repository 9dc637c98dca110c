-- Reading: what row level security shows the caller, a person their own rows and the worker all.

-- Whose rows a reader means: null for everybody's. Stands beside row level security so that an index answers.
create or replace function apply_bot.reader() returns uuid
language sql stable set search_path = ''
as $$ select case when not apply_bot.is_worker() then apply_bot.uid() end $$;

-- One application with its applicant and posting.
create or replace function public.apply_bot_get(id text) returns json
language sql stable set search_path = ''
as $$ select apply_bot.told(array_remove(array[apply_bot.uuid_of(apply_bot_get.id)], null)) $$;

-- Ids that start so; two are enough to know that there are several.
create or replace function public.apply_bot_find(prefix text) returns json
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    least constant uuid := apply_bot.uuid_of(prefix || substr('00000000-0000-0000-0000-000000000000', length(prefix) + 1));
    most constant uuid := apply_bot.uuid_of(prefix || substr('ffffffff-ffff-ffff-ffff-ffffffffffff', length(prefix) + 1));
begin
    return array_to_json(array(select a.id from public.applications a where a.id between least and most limit 2));
end
$$;

-- The next applications in the order of queueing, after the one of this moment and id.
create or replace function public.apply_bot_page(
    wanted integer, status text default null, after_at timestamptz default null, after_id text default null) returns json
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    person constant uuid := apply_bot.reader();
    moment constant timestamptz := coalesce(after_at, '-infinity');
    key constant uuid := coalesce(apply_bot.uuid_of(after_id), '00000000-0000-0000-0000-000000000000');
    -- Said beside the status, so that the index of settled rows is seen to hold them.
    settled constant boolean := apply_bot_page.status not in ('pending', 'processing');
begin
    return apply_bot.told(array(
        select a.id from public.applications a
        where (person is null or a.user_id = person)
            and (apply_bot_page.status is null or a.status = apply_bot_page.status)
            and (settled is not true or a.status not in ('pending', 'processing'))
            and (a.created_at, a.id) > (moment, key)
        order by a.created_at, a.id limit wanted));
end
$$;

-- How many rows each status has.
create or replace function public.apply_bot_counts() returns json
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    person constant uuid := apply_bot.reader();
begin
    return (
        select coalesce(json_object_agg(c.status, c.number), '{}')
        from (select a.status, count(*) as number from public.applications a
            where person is null or a.user_id = person group by a.status) c);
end
$$;

-- How many rows a claim could take, rates aside.
create or replace function public.apply_bot_due(at timestamptz default null) returns bigint
language plpgsql volatile set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
    moment constant timestamptz := coalesce(at, clock_timestamp());
    person constant uuid := apply_bot.reader();
begin
    return (
        select count(*) from public.applications a
        where a.status = 'pending' and a.next_attempt_at is null and (person is null or a.user_id = person))
    + (
        select count(*) from public.applications a
        where a.status = 'pending' and a.next_attempt_at is not null and a.next_attempt_at <= moment
            and (person is null or a.user_id = person));
end
$$;

-- What the caller meets here: the version of these functions, and whether it is the worker.
-- The version rises, here and in worker/store/supabase.py, whenever any file of these changes what a worker meets: a
-- project that still has the functions of before is then refused when the store is opened, not in the middle of a run.
create or replace function public.apply_bot_status() returns json
language sql stable set search_path = ''
as $$ select json_build_object('version', 2, 'worker', apply_bot.is_worker()) $$;
