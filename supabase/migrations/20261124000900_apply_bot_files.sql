-- Private buckets: pictures of artifacts, which the worker writes, and documents, which applicants upload. In both, a
-- folder per applicant, named by their id.

do $$
begin
    if to_regclass('storage.objects') is null or to_regclass('storage.buckets') is null then
        raise notice 'apply-bot: this database has no Storage, so pictures stay with the worker';
        return;
    end if;

    insert into storage.buckets (id, name, public)
    values ('apply-bot-artifacts', 'apply-bot-artifacts', false), ('apply-bot-documents', 'apply-bot-documents', false)
    on conflict (id) do nothing;
    -- A bucket of that name that somebody made public would show every applicant's papers.
    update storage.buckets set public = false where id in ('apply-bot-artifacts', 'apply-bot-documents') and public;

    drop policy if exists apply_bot_worker on storage.objects;
    create policy apply_bot_worker on storage.objects to authenticated
        using (bucket_id in ('apply-bot-artifacts', 'apply-bot-documents') and (select apply_bot.is_worker()))
        with check (bucket_id in ('apply-bot-artifacts', 'apply-bot-documents') and (select apply_bot.is_worker()));

    drop policy if exists apply_bot_own_pictures on storage.objects;
    create policy apply_bot_own_pictures on storage.objects for select to authenticated
        using (bucket_id = 'apply-bot-artifacts' and (storage.foldername(name))[1] = (select apply_bot.uid())::text);

    drop policy if exists apply_bot_own_documents on storage.objects;
    create policy apply_bot_own_documents on storage.objects to authenticated
        using (bucket_id = 'apply-bot-documents' and (storage.foldername(name))[1] = (select apply_bot.uid())::text)
        with check (bucket_id = 'apply-bot-documents' and (storage.foldername(name))[1] = (select apply_bot.uid())::text);
end
$$;
