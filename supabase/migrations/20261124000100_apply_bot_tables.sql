-- The three tables, new or adopted: what is missing is added, what is there stays. Can be run again.

create table if not exists public.users (
    -- The applicant's auth.users.id, where applicants sign in.
    id         uuid primary key default gen_random_uuid(),
    email      text not null default '',
    name       text not null default '',
    -- The facts; null where there are none.
    profile    jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table if not exists public.jobs (
    id         uuid primary key default gen_random_uuid(),
    url        text not null default '',
    title      text not null default '',
    company    text not null default '',
    board      text not null default '',
    -- The posting's public description, where it was fetched.
    raw        jsonb not null default '{}',
    created_at timestamptz not null default now()
);

create table if not exists public.applications (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null references public.users (id),
    job_id     uuid not null references public.jobs (id)
);

alter table public.users
    add column if not exists email text not null default '',
    add column if not exists name text not null default '',
    add column if not exists profile jsonb,
    add column if not exists created_at timestamptz not null default now(),
    add column if not exists updated_at timestamptz not null default now();

alter table public.jobs
    add column if not exists url text not null default '',
    add column if not exists title text not null default '',
    add column if not exists company text not null default '',
    add column if not exists board text not null default '',
    add column if not exists raw jsonb not null default '{}',
    add column if not exists created_at timestamptz not null default now();

alter table public.applications
    add column if not exists status text not null default 'pending',
    add column if not exists artifacts jsonb not null default '{}',
    add column if not exists attempt_meta jsonb not null default '{}',
    add column if not exists created_at timestamptz not null default now(),
    add column if not exists updated_at timestamptz not null default now(),
    -- Higher goes first.
    add column if not exists priority integer not null default 0,
    -- Attempts that counted against the budget.
    add column if not exists attempts integer not null default 0,
    -- Null where the row is due; a claim sets it to null once the moment has come.
    add column if not exists next_attempt_at timestamptz,
    add column if not exists lease_owner text,
    add column if not exists lease_token text,
    add column if not exists lease_expires_at timestamptz,
    -- The token of the last `finish`, so that repeating it is harmless.
    add column if not exists finished_token text,
    -- A copy of jobs.board, so that one index answers a claim.
    add column if not exists board text not null default '';

-- Columns of another type than ours, as an adopted table may have them.
do $$
declare
    one record;
begin
    for one in
        select w.attribute, w.wanted, w.via
        from (values
            ('status', 'text', 'status::text'),
            ('artifacts', 'jsonb', 'artifacts::jsonb'),
            ('attempt_meta', 'jsonb', 'attempt_meta::jsonb'),
            ('created_at', 'timestamptz', 'created_at at time zone ''UTC'''),
            ('updated_at', 'timestamptz', 'updated_at at time zone ''UTC''')) w (attribute, wanted, via)
        join pg_attribute a on a.attrelid = 'public.applications'::regclass and a.attname = w.attribute
        where a.atttypid <> w.wanted::regtype
    loop
        execute format('alter table public.applications alter %1$I drop default, alter %1$I type %2$s using %3$s',
            one.attribute, one.wanted, one.via);
    end loop;
    -- Checks that know fewer statuses than there are; ours takes their place.
    for one in
        select c.conname from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum] and a.attname = 'status'
        where c.conrelid = 'public.applications'::regclass and c.contype = 'c' and c.conname <> 'apply_bot_status'
    loop
        execute format('alter table public.applications drop constraint %I', one.conname);
    end loop;
    -- A key that the queue can rely on.
    for one in
        select c.oid, c.relname from pg_class c
        where c.oid in ('public.users'::regclass, 'public.jobs'::regclass, 'public.applications'::regclass)
    loop
        execute format('alter table public.%I alter id set default gen_random_uuid()', one.relname);
        if not exists (
            select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'id'
            where i.indrelid = one.oid and i.indisunique and i.indnkeyatts = 1 and i.indkey[0] = a.attnum
                and i.indpred is null)
        then
            execute format('create unique index %I on public.%I (id)', 'apply_bot_' || one.relname || '_id', one.relname);
        end if;
    end loop;
end
$$;

drop trigger if exists apply_bot_row on public.applications;

-- What is no object is kept inside one.
update public.applications set artifacts = jsonb_build_object('adopted', artifacts)
where jsonb_typeof(artifacts) <> 'object';
update public.applications set attempt_meta = jsonb_build_object('adopted', attempt_meta)
where jsonb_typeof(attempt_meta) <> 'object';
update public.applications
set artifacts = coalesce(artifacts, '{}'), attempt_meta = coalesce(attempt_meta, '{}'),
    created_at = coalesce(created_at, updated_at, now()), updated_at = coalesce(updated_at, created_at, now())
where artifacts is null or attempt_meta is null or created_at is null or updated_at is null;
update public.applications a set board = j.board
from public.jobs j where j.id = a.job_id and j.board is not null and a.board <> j.board;

alter table public.applications
    alter user_id set not null,
    alter job_id set not null,
    alter status set default 'pending', alter status set not null,
    alter artifacts set default '{}', alter artifacts set not null,
    alter attempt_meta set default '{}', alter attempt_meta set not null,
    alter created_at set default now(), alter created_at set not null,
    alter updated_at set default now(), alter updated_at set not null,
    drop constraint if exists apply_bot_status,
    add constraint apply_bot_status check (status in (
        'pending', 'processing', 'needs_review', 'applied', 'unconfirmed', 'failed', 'closed', 'cancelled')),
    drop constraint if exists apply_bot_objects,
    -- One row that cannot be read would stop every claim.
    add constraint apply_bot_objects check (
        jsonb_typeof(artifacts) = 'object' and jsonb_typeof(attempt_meta) = 'object');

-- One application per person and posting.
create unique index if not exists apply_bot_once on public.applications (user_id, job_id);
create index if not exists apply_bot_job on public.applications (job_id);

-- What a claim reads: due rows in the order in which they go; and each board's, where boards are named or paced.
create index if not exists apply_bot_due on public.applications (priority desc, created_at, id)
    where status = 'pending' and next_attempt_at is null;
create index if not exists apply_bot_due_of_board on public.applications (board, priority desc, created_at, id)
    where status = 'pending' and next_attempt_at is null;
-- Rows that wait for their moment.
create index if not exists apply_bot_waiting on public.applications (next_attempt_at)
    where status = 'pending' and next_attempt_at is not null;
-- Leases that may have expired, and those of one claim.
create index if not exists apply_bot_leased on public.applications (lease_expires_at) where status = 'processing';
create index if not exists apply_bot_token on public.applications (lease_token) where status = 'processing';
-- Order of queueing, which paging follows.
create index if not exists apply_bot_queued on public.applications (created_at, id);
create index if not exists apply_bot_settled on public.applications (status, created_at, id)
    where status not in ('pending', 'processing');

-- One row per posting; an adopted table that has several of one URL keeps them.
do $$
begin
    if exists (select from public.jobs where url <> '' group by url having count(*) > 1) then
        raise warning 'jobs: expected one row for each url, found several for some; the oldest of each is used';
        create index if not exists apply_bot_url on public.jobs (url);
    else
        create unique index if not exists apply_bot_url on public.jobs (url) where url <> '';
    end if;
end
$$;
