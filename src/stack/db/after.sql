-- What a Supabase project adds once its schema is loaded: grants on what exists, the sign-up trigger, the publication.

grant all on all tables in schema public to anon, authenticated, service_role;
grant all on all sequences in schema public to anon, authenticated, service_role;
grant all on all functions in schema public to anon, authenticated, service_role;

do $$
begin
  if to_regprocedure('public.handle_new_user()') is not null then
    create trigger on_auth_user_created after insert on auth.users
      for each row execute function public.handle_new_user();
  end if;
end
$$;

create publication supabase_realtime;
do $$
declare
  watched text;
begin
  foreach watched in array array['incidents', 'problems', 'changes', 'comments', 'notifications',
                                 'comment_notifications', 'change_approvals', 'change_automations'] loop
    if to_regclass('public.' || watched) is not null then
      execute format('alter publication supabase_realtime add table public.%I', watched);
    end if;
  end loop;
end
$$;
