namespace UserDomain.Postgres.Engines;

/// <summary>The engines that keep events, all on the same tables, by the names that settings and the database have for them. A name never changes.</summary>
public static class Engine
{
    /// <summary>This project's own, on Npgsql.</summary>
    public const string Postgres = "postgres";

    /// <summary>The same ports on the Marten library.</summary>
    public const string Marten = "marten";
}
