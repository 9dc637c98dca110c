-- What an empty Supabase project holds, as far as apply-bot meets it: schemas, grants, auth and storage tables.

create schema auth;
create schema storage;
create schema extensions;
grant usage on schema public, auth, storage, extensions to anon, authenticated, service_role, project_owner;
grant create on schema public to project_owner;

-- As on Supabase, whatever is created in `public` is everybody's until it is taken away.
alter default privileges for role project_owner in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role project_owner in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges for role project_owner in schema public grant all on functions to anon, authenticated, service_role;

create table auth.users (
    instance_id        uuid default '00000000-0000-0000-0000-000000000000',
    id                 uuid primary key default gen_random_uuid(),
    aud                text not null default 'authenticated',
    -- The database role that the account's tokens carry.
    role               text not null default 'authenticated',
    email              text unique,
    encrypted_password text,
    email_confirmed_at timestamptz,
    last_sign_in_at    timestamptz,
    raw_app_meta_data  jsonb not null default '{}',
    raw_user_meta_data jsonb not null default '{}',
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now()
);
grant all on auth.users to project_owner;
grant select on auth.users to service_role;

create function auth.jwt() returns jsonb language sql stable as
    $$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;
create function auth.uid() returns uuid language sql stable as $$ select nullif(auth.jwt() ->> 'sub', '')::uuid $$;
create function auth.role() returns text language sql stable as $$ select auth.jwt() ->> 'role' $$;
create function auth.email() returns text language sql stable as $$ select auth.jwt() ->> 'email' $$;

create table storage.buckets (
    id                 text primary key,
    name               text not null unique,
    owner              uuid,
    owner_id           text,
    public             boolean not null default false,
    avif_autodetection boolean not null default false,
    file_size_limit    bigint,
    allowed_mime_types text[],
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now()
);
create table storage.objects (
    id               uuid primary key default gen_random_uuid(),
    bucket_id        text references storage.buckets (id),
    name             text,
    owner            uuid,
    owner_id         text,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    last_accessed_at timestamptz not null default now(),
    metadata         jsonb,
    path_tokens      text[] generated always as (string_to_array(name, '/')) stored,
    version          text,
    user_metadata    jsonb,
    unique (bucket_id, name)
);
alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role, project_owner with grant option;
-- On Supabase the owner may make policies here without owning the tables; plain PostgreSQL knows no such right.
alter table storage.buckets owner to project_owner;
alter table storage.objects owner to project_owner;

create function storage.foldername(name text) returns text[] language sql immutable as
    $$ select (string_to_array(name, '/'))[1 : cardinality(string_to_array(name, '/')) - 1] $$;
create function storage.filename(name text) returns text language sql immutable as
    $$ select split_part(name, '/', -1) $$;
create function storage.extension(name text) returns text language sql immutable as
    $$ select case when storage.filename(name) like '%.%' then split_part(storage.filename(name), '.', -1) else '' end $$;
