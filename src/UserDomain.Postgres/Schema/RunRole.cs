using Npgsql;

namespace UserDomain.Postgres.Schema;

/// <summary>
/// The role that hosts work as: it may add events and never change them. The owner logs in and puts it on, so that it needs no
/// password. Roles belong to the server: databases beside this one share it.
/// </summary>
internal static class RunRole
{
    public const string Name = "userdomain_run";

    /// <summary>Makes the role, and the present user a member of it, where that is not so yet. Another database's host may do the same just now.</summary>
    private const string Ensure = $"""
        do $$
        begin
          if not exists (select from pg_roles where rolname = '{Name}') then
            create role {Name} nologin;
          end if;
        exception when duplicate_object or unique_violation then null;
        end $$;
        do $$
        begin
          if not (select rolsuper from pg_roles where rolname = current_user)
             and not exists (select from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
                             where r.rolname = '{Name}' and u.rolname = current_user and not m.admin_option) then
            execute format('grant {Name} to %I', current_user);
          end if;
        exception when unique_violation then null;
        end $$;
        """;

    public static async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(Ensure, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException wrong) when (wrong.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new PostgresSetupException(
                $"The database user may not create the role {Name}. Let an administrator run once: create role {Name}; grant {Name} to the database user;", wrong);
        }
    }
}
