-- Who is asking, what the tables show them, and what keeps each row whole.

create schema if not exists apply_bot;
comment on schema apply_bot is 'What apply-bot keeps to itself; not for the API.';
revoke all on schema apply_bot from public;
grant usage on schema apply_bot to authenticated, service_role;

-- The claims of the JWT that PostgREST has checked; null on a direct connection.
create or replace function apply_bot.claims() returns jsonb
language sql stable set search_path = ''
as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;

-- The person who is signed in, as auth.uid() says it.
create or replace function apply_bot.uid() returns uuid
language sql stable set search_path = ''
as $$ select nullif(apply_bot.claims() ->> 'sub', '')::uuid $$;

-- The service role, an account whose app_metadata (which its owner cannot edit) says so, or the tables' owner at a prompt.
create or replace function apply_bot.is_worker() returns boolean
language sql stable set search_path = ''
as $$
    select case
        when apply_bot.claims() is null then pg_has_role(session_user, c.relowner, 'member')
        else coalesce(apply_bot.claims() ->> 'role' = 'service_role'
            or apply_bot.claims() #>> '{app_metadata,role}' = 'worker', false)
    end
    from pg_catalog.pg_class c where c.oid = 'public.applications'::regclass
$$;

-- The moment of this transaction: a test's worker may say which it is, nobody else.
create or replace function apply_bot.start(at timestamptz default null) returns timestamptz
language plpgsql volatile set search_path = ''
as $$
declare
    moment timestamptz := clock_timestamp();
begin
    if at is not null and apply_bot.is_worker() then
        moment := at;
    end if;
    perform set_config('apply_bot.moment', moment::text, true);
    return moment;
end
$$;

-- The same, for verbs that are the worker's alone.
create or replace function apply_bot.start_work(at timestamptz default null) returns timestamptz
language plpgsql volatile set search_path = ''
as $$
begin
    if not apply_bot.is_worker() then
        raise exception 'expected apply-bot''s worker, found another account; set its app_metadata.role to worker'
            using errcode = 'insufficient_privilege';
    end if;
    return apply_bot.start(at);
end
$$;

create or replace function apply_bot.moment() returns timestamptz
language sql stable set search_path = ''
as $$ select coalesce(nullif(current_setting('apply_bot.moment', true), '')::timestamptz, now()) $$;

-- Null for what is no UUID, which then is an id that nothing has.
create or replace function apply_bot.uuid_of(word text) returns uuid
language sql immutable set search_path = ''
as $$ select case when word ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then word::uuid end $$;

-- UTC in one fixed width, as it stands inside JSON.
create or replace function apply_bot.text_of(moment timestamptz) returns text
language sql stable set search_path = ''
as $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') $$;

-- What holds for every row, whoever writes it: a lease is there while the row is processing and no longer.
create or replace function apply_bot.keep_row() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if tg_op = 'INSERT' or new.job_id <> old.job_id then
        new.board := coalesce((select j.board from public.jobs j where j.id = new.job_id), '');
    end if;
    if tg_op = 'UPDATE' then
        new.updated_at := apply_bot.moment();
    end if;
    if new.status <> 'processing' then
        new.lease_owner := null;
        new.lease_token := null;
        new.lease_expires_at := null;
    elsif new.lease_token is null then
        -- Another program holds it, and may have submitted: if nothing more is heard, a person decides.
        new.lease_owner := 'another program';
        new.lease_token := gen_random_uuid()::text;
        new.lease_expires_at := apply_bot.moment() + interval '1 hour';
        new.attempt_meta := new.attempt_meta || jsonb_build_object('submit_begun', jsonb_build_object(
            'at', apply_bot.text_of(apply_bot.moment()), 'plan', '{}'::jsonb, 'token', new.lease_token));
    end if;
    return new;
end
$$;

create or replace function apply_bot.keep_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    new.updated_at := apply_bot.moment();
    return new;
end
$$;

-- Whoever corrects a posting's board moves its applications.
create or replace function apply_bot.keep_board() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    update public.applications a set board = coalesce(new.board, '') where a.job_id = new.id;
    return null;
end
$$;

drop trigger if exists apply_bot_row on public.applications;
create trigger apply_bot_row before insert or update of status, artifacts, attempt_meta, attempts, priority, job_id, user_id
    on public.applications for each row execute function apply_bot.keep_row();
drop trigger if exists apply_bot_user on public.users;
create trigger apply_bot_user before update on public.users for each row execute function apply_bot.keep_user();
drop trigger if exists apply_bot_board on public.jobs;
create trigger apply_bot_board after update of board on public.jobs
    for each row when (old.board is distinct from new.board) execute function apply_bot.keep_board();

-- Rows that another program was processing when the tables were adopted.
update public.applications set status = status where status = 'processing' and lease_token is null;

-- When each board may be claimed from next, over all workers.
create table if not exists apply_bot.board_rates (
    board   text primary key,
    next_at timestamptz not null
);
alter table apply_bot.board_rates enable row level security;

alter table public.users enable row level security;
alter table public.jobs enable row level security;
alter table public.applications enable row level security;

-- Tables are read; all that changes a row goes through the functions, but for a person's own profile and wish to apply.
revoke all on public.users, public.jobs, public.applications from public, anon, authenticated;
grant select on public.users, public.jobs, public.applications to authenticated;
grant insert (id, email, name, profile), update (email, name, profile) on public.users to authenticated;
grant insert (user_id, job_id) on public.applications to authenticated;
grant all on public.users, public.jobs, public.applications to service_role;

drop policy if exists apply_bot_own on public.users;
create policy apply_bot_own on public.users to authenticated
    using (id = (select apply_bot.uid())) with check (id = (select apply_bot.uid()));
drop policy if exists apply_bot_own on public.applications;
create policy apply_bot_own on public.applications to authenticated
    using (user_id = (select apply_bot.uid())) with check (user_id = (select apply_bot.uid()));
drop policy if exists apply_bot_own on public.jobs;
create policy apply_bot_own on public.jobs for select to authenticated using (exists (
    select from public.applications a where a.job_id = jobs.id and a.user_id = (select apply_bot.uid())));

drop policy if exists apply_bot_worker on public.users;
create policy apply_bot_worker on public.users for select to authenticated, service_role
    using ((select apply_bot.is_worker()));
drop policy if exists apply_bot_worker on public.applications;
create policy apply_bot_worker on public.applications for select to authenticated, service_role
    using ((select apply_bot.is_worker()));
drop policy if exists apply_bot_worker on public.jobs;
create policy apply_bot_worker on public.jobs for select to authenticated, service_role
    using ((select apply_bot.is_worker()));

-- An adopted project may have wider policies; these hold beside any other.
drop policy if exists apply_bot_nobody_elses on public.users;
create policy apply_bot_nobody_elses on public.users as restrictive to authenticated
    using (id = (select apply_bot.uid()) or (select apply_bot.is_worker()));
drop policy if exists apply_bot_nobody_elses on public.applications;
create policy apply_bot_nobody_elses on public.applications as restrictive to authenticated
    using (user_id = (select apply_bot.uid()) or (select apply_bot.is_worker()));

-- For the SQL editor: makes an account of this project, by its e-mail address, the worker's.
create or replace function apply_bot.make_worker(email text) returns text
language plpgsql set search_path = ''
as $$
begin
    update auth.users u
    set raw_app_meta_data = coalesce(u.raw_app_meta_data, '{}') || '{"role": "worker"}'
    where lower(u.email) = lower(make_worker.email);
    if not found then
        raise exception 'expected an account with this e-mail address, found none; add it under Authentication first';
    end if;
    return 'it is the worker from its next sign-in on';
end
$$;
