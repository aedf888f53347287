using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>An index as the table served has it, by the statement that makes the same on the table made anew.</summary>
internal sealed record IndexToMake(string Statement, bool IsPrimary, bool IsUnique);

/// <summary>The table that a view is made anew in: shaped like the one served, whatever shape that has.</summary>
internal sealed class NextTable(RebuildSession session)
{
    private const string SelectColumns = """
        select a.attname || ' ' || format_type(a.atttypid, a.atttypmod) from pg_attribute a
        where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by 1
        """;

    private const string SelectGrants = """
        select format('grant %s on %s to %s%s', a.privilege_type, $2::varchar, case a.grantee when 0 then 'public' else quote_ident(r.rolname) end,
                      case when a.is_grantable then ' with grant option' else '' end)
        from pg_class c cross join aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
        where c.oid = to_regclass($1) and a.grantee <> c.relowner
        """;

    private const string SelectSettings = """
        select format('alter table %s set (%s)', $2::varchar, setting) from pg_class c cross join unnest(c.reloptions) as setting where c.oid = to_regclass($1)
        """;

    /// <summary>The primary key first, by which rows are then found; what is unique last, since it may have to wait for more events.</summary>
    private const string SelectIndexes = """
        select case when c.oid is null then replace(pg_get_indexdef(i.indexrelid), ' ON ' || $1 || ' ', ' ON ' || $2 || ' ')
                    else format('alter table %s add constraint %I %s', $2::varchar, c.conname, pg_get_constraintdef(c.oid)) end,
               i.indisprimary, i.indisunique
        from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u') and c.conrelid = i.indrelid
        where i.indrelid = to_regclass($1) order by i.indisprimary desc, i.indisunique, i.indexrelid
        """;

    private const string Forget = "delete from userdomain.view_tables where name = $1 and schema = $2";
    private const string SelectPlace = "select last_seq_id from userdomain.view_tables where name = $1 and schema = $2";

    private const string Note = """
        insert into userdomain.view_tables (name, schema, last_seq_id) values ($1, $2, $3)
        """;

    private ViewTable Next => session.Next;

    /// <summary>Makes it, empty, in place of what an earlier rebuild left.</summary>
    /// <exception cref="JobException">The table served has not the columns that this release writes.</exception>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        await MustHaveItsColumnsAsync(cancellationToken);
        await session.ExecuteAsync(Forget, cancellationToken, P(session.Name), P(Next.Schema));
        await session.ExecuteAsync($"drop table if exists {Next.Name}", cancellationToken);
        await session.ExecuteAsync(
            $"create table {Next.Name} (like {session.Served.Name} including defaults including storage including comments)", cancellationToken);
        string[] given = [.. await SettingsAsync(session.Served, cancellationToken), .. await GrantsAsync(session.Served, cancellationToken)];
        foreach (var statement in given)
            await session.ExecuteAsync(statement, cancellationToken);
    }

    public Task<IReadOnlyList<IndexToMake>> IndexesAsync(CancellationToken cancellationToken) => IndexesAsync(session.Served, cancellationToken);

    /// <summary>From here on it may be used: it holds what the events up to this place come to.</summary>
    public Task NoteAsync(long place, CancellationToken cancellationToken) =>
        session.ExecuteAsync(Note, cancellationToken, P(session.Name), P(Next.Schema), P((long?)place));

    /// <summary>Up to which place the view's table in this schema is folded; none where there is none to be used.</summary>
    public async Task<long?> PlaceAsync(string schema, CancellationToken cancellationToken) =>
        await session.AskAsync<long?>(SelectPlace, cancellationToken, P(session.Name), P(schema));

    /// <exception cref="JobException">The table in this schema has other columns than the one served, or lacks an index or a right that that has.</exception>
    public async Task MustBeShapedAsServedAsync(ViewTable table, CancellationToken cancellationToken)
    {
        await MustHaveItsColumnsAsync(cancellationToken);
        if (!(await ColumnsAsync(table, cancellationToken)).SequenceEqual(await ColumnsAsync(session.Served, cancellationToken), StringComparer.Ordinal))
        {
            throw new JobException(
                $"{table.Name} has other columns than {session.Served.Name}, which was changed since it was made. Nothing was changed; 'projections rebuild {session.Name}' makes one that fits.");
        }

        if ((await BesideColumnsAsync(session.Served, cancellationToken)).Except(await BesideColumnsAsync(table, cancellationToken), StringComparer.Ordinal).FirstOrDefault() is { } lacking)
        {
            throw new JobException(
                $"{table.Name} lacks what {session.Served.Name} was given since it was made: {lacking}. Nothing was changed; 'projections rebuild {session.Name}' makes one that fits.");
        }
    }

    /// <summary>The same in the moment of the switch, in which nobody can change the one served any more.</summary>
    public async Task MustStillBeShapedAsServedAsync(ViewTable table, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"lock table {session.Served.Name} in access exclusive mode", cancellationToken);
        await MustBeShapedAsServedAsync(table, cancellationToken);
    }

    private async Task MustHaveItsColumnsAsync(CancellationToken cancellationToken)
    {
        var there = (await ColumnsAsync(session.Served, cancellationToken)).Select(column => column.Split(' ')[0]);
        string[] lacking = [.. session.Served.AllColumns.Except(there, StringComparer.Ordinal)];
        if (lacking is not [])
            throw new JobException($"{session.Served.Name} lacks {string.Join(", ", lacking)}, which this release writes. Nothing was changed; 'db check' says what else the schema lacks.");
    }

    /// <summary>A table's indexes and rights, as the statements that give the same to the table made anew.</summary>
    private async Task<IEnumerable<string>> BesideColumnsAsync(ViewTable table, CancellationToken cancellationToken) =>
        [.. (await IndexesAsync(table, cancellationToken)).Select(index => index.Statement), .. await GrantsAsync(table, cancellationToken)];

    private Task<IReadOnlyList<IndexToMake>> IndexesAsync(ViewTable table, CancellationToken cancellationToken) => session.ListAsync(
        SelectIndexes, row => new IndexToMake(row.GetString(0), row.GetBoolean(1), row.GetBoolean(2)), cancellationToken, P(table.Name), P(Next.Name));

    private Task<IReadOnlyList<string>> GrantsAsync(ViewTable table, CancellationToken cancellationToken) =>
        session.ListAsync(SelectGrants, row => row.GetString(0), cancellationToken, P(table.Name), P(Next.Name));

    private Task<IReadOnlyList<string>> SettingsAsync(ViewTable table, CancellationToken cancellationToken) =>
        session.ListAsync(SelectSettings, row => row.GetString(0), cancellationToken, P(table.Name), P(Next.Name));

    private Task<IReadOnlyList<string>> ColumnsAsync(ViewTable table, CancellationToken cancellationToken) =>
        session.ListAsync(SelectColumns, row => row.GetString(0), cancellationToken, P(table.Name));
}
