-- The roles of a Supabase project; a server has them once, for all its databases.
do $$
declare
    role record;
begin
    for role in select * from (values
        ('anon', 'nologin noinherit'),
        ('authenticated', 'nologin noinherit'),
        ('service_role', 'nologin noinherit bypassrls'),
        ('authenticator', 'login noinherit password ''authenticator'''),
        -- Stands for Supabase's `postgres`: owns the project, and is no superuser.
        ('project_owner', 'login createrole createdb bypassrls password ''project_owner''')
    ) as known (name, options)
    loop
        if not exists (select from pg_roles where rolname = role.name) then
            execute format('create role %I %s', role.name, role.options);
        end if;
    end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to project_owner with admin option;
alter role authenticator set statement_timeout = '8s';
